import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { contents, emptyFolder, type Finished, pilesort, type Run, start } from "./processes.ts";

const things = ["garden gate", "kitchen door", "cellar window", "back entrance", "office safe", "barn"];
const times = ["before dark", "at noon", "after lunch", "on Sunday"];
const rows = things.flatMap((thing) =>
  times.flatMap((time) => [
    { label: "order", text: `Close the ${thing} ${time}, and bring me the key when that is done.` },
    { label: "report", text: `The ${thing} stood open ${time}, and nobody knew who had the key by then.` },
  ]),
);
const words = ["train", "--data", "rows.jsonl", "--save", "model"];

function folderWithRows(count = rows.length): string {
  const folder = emptyFolder();
  const lines = rows.slice(0, count).map((row) => JSON.stringify(row));
  writeFileSync(join(folder, "rows.jsonl"), lines.join("\n"));
  return folder;
}

/** Starts a fine-tuning and waits for its first checkpoint. */
async function underway(folder: string): Promise<Run> {
  const run = start([...words, "--tune"], folder);
  const checkpoint = join(folder, "model.tuning");
  while (!existsSync(checkpoint) && run.process.exitCode === null) await setTimeout(10);
  return run;
}

function fileOf(folder: string, name: string): Buffer {
  return readFileSync(join(folder, "model", name));
}

function describeRun({ status, stdout, stderr }: Finished): string {
  return `${status}\n${stdout}\n${stderr}`;
}

describe("train --tune", () => {
  it("reports the gain, saves the adapter with the model, and classify uses it", async () => {
    const folder = folderWithRows();
    const trained = await pilesort([...words, "--tune"], folder);
    expect(describeRun(trained)).toMatch(
      /^0\nTrained 2 classes from 48 labeled examples in [^\n]+\n(The encoder was fine-tuned|Fine-tuning was tried)[^\n]+\d+ held-out examples[^\n]*\nProbabilities are calibrated /,
    );
    expect(contents(folder)).not.toContain("model.tuning");
    const answer = await pilesort(["classify", "--load", "model", "Open the barn at once."], folder);
    expect(answer.status).toBe(0);
  });

  it("is the default with eight examples per class, and does not happen with --no-tune", async () => {
    const folder = folderWithRows(16);
    const plain = await pilesort([...words, "--no-tune", "--json"], folder);
    expect(JSON.parse(plain.stdout)).not.toHaveProperty("tuning");
    const usual = await pilesort([...words, "--json"], folder);
    expect(JSON.parse(usual.stdout)).toMatchObject({ tuning: { examples: 16 } });
    const auto = await pilesort([...words, "--tune", "auto", "--json"], folder);
    expect(JSON.parse(auto.stdout).tuning).toEqual(JSON.parse(usual.stdout).tuning);
  });

  it("keeps the best adapter so far, fits and saves when it is interrupted", async () => {
    const folder = folderWithRows();
    const run = await underway(folder);
    run.process.kill("SIGINT");
    const stopped = await run.finished;
    expect(describeRun(stopped)).toMatch(
      /^0\nTrained 2 classes [^\n]+\n[^\n]+; it was stopped, and epoch \d+ of 10 was kept\.\n/,
    );
    expect(contents(folder)).not.toContain("model.tuning");
    expect(fileOf(folder, "manifest.json").length).toBeGreaterThan(0);
  });

  it("resumes after a kill, and gives the same model", async () => {
    const folder = folderWithRows();
    const run = await underway(folder);
    run.process.kill("SIGKILL");
    expect(await run.finished).toMatchObject({ signal: "SIGKILL" });
    expect(contents(folder)).toEqual(["model.tuning", "model.tuning.lock", "rows.jsonl"]);
    const again = await pilesort([...words, "--tune"], folder);
    const other = folderWithRows();
    const whole = await pilesort([...words, "--tune"], other);
    expect([again.status, whole.status]).toEqual([0, 0]);
    for (const name of ["manifest.json", "head.safetensors"])
      expect(fileOf(folder, name)).toEqual(fileOf(other, name));
    expect(contents(folder)).toEqual(contents(other));
  });

  it.each([
    [["--tune"], "--class", /Fine-tuning needs examples, and there are none[^\n]*\n$/],
    [["--tune", "soon"], "--data", /The option --tune takes no value or "auto"; got "soon"\.\n$/],
  ])("%j with only %s is rejected in one sentence", async (flags, source, sentence) => {
    const folder = folderWithRows();
    const sources =
      source === "--data" ? ["--data", "rows.jsonl"] : ["--class", "a: One thing.", "b: Another."];
    const rejected = await pilesort(["train", ...sources, ...flags], folder);
    expect(rejected).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(sentence) });
  });
});
