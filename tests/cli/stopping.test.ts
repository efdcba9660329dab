import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { contents, emptyFolder, pilesort, type Run, start } from "./processes.ts";

/** More rows than one batch, so that some are written while the command waits for more. */
const someRows = `${JSON.stringify({ text: "woof" })}\n`.repeat(1500);
const words = ["classify", "--load", "model", "--input", "-", "--format", "jsonl", "--output", "out.jsonl"];

/** Starts a classify that waits for more rows, in a folder with a model and an older output. */
async function underway(): Promise<{ folder: string; run: Run; before: string[] }> {
  const folder = emptyFolder();
  await pilesort(["train", "--defaults", "--save", "model"], folder);
  writeFileSync(join(folder, "out.jsonl"), "old\n");
  const before = contents(folder);
  const run = start(words, folder, "open");
  run.process.stdin?.write(someRows);
  while (contents(folder).length === before.length && run.process.exitCode === null) await setTimeout(20);
  return { folder, run, before };
}

describe("an interrupted classify", () => {
  it("keeps the old output when it is killed", async () => {
    const { folder, run } = await underway();
    run.process.kill("SIGKILL");
    expect(await run.finished).toMatchObject({ signal: "SIGKILL" });
    expect(readFileSync(join(folder, "out.jsonl"), "utf8")).toBe("old\n");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "by %s keeps the old output, leaves no other file, and exits with %i",
    async (signal, status) => {
      const { folder, run, before } = await underway();
      run.process.kill(signal);
      expect(await run.finished).toMatchObject({ status, stderr: expect.stringMatching(/^[^\n]+\.\n$/) });
      expect(readFileSync(join(folder, "out.jsonl"), "utf8")).toBe("old\n");
      expect(contents(folder)).toEqual(before);
    },
  );

  it("ends without a message when the reader of its output ends", async () => {
    const folder = emptyFolder();
    await pilesort(["train", "--defaults", "--save", "model"], folder);
    const run = start(["classify", "--load", "model"], folder, "woof\n".repeat(5000));
    run.process.stdout?.once("data", () => run.process.stdout?.destroy());
    expect(await run.finished).toMatchObject({ status: 0 });
  });
});
