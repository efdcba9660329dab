import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "./tasks.ts";

const fixture = resolve(import.meta.dirname, "fixtures/generate-piles.ts");
const root = resolve(import.meta.dirname, "../..");

/** A process that has piles written. `begun` resolves once it is about to, or has ended. */
function startGeneration(folder: string) {
  const words = ["--import", "tsx", fixture, join(folder, "piles"), join(folder, "log")];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((settle) => child.on("close", (status) => settle(status)));
  const begun = new Promise<void>((settle) => {
    child.stdout.on("data", () => settle());
    ended.then(() => settle());
  });
  return { child, begun, ended };
}

const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];

const filesOf = (folder: string) =>
  ["piles.jsonl", "none.jsonl", "dropped.jsonl"].map((name) =>
    readFileSync(join(folder, "piles", name), "utf8"),
  );

it("generation that is killed 8 times gives the same result, and repeats no call whose reply it has", async () => {
  const whole = temporaryFolder();
  expect(await startGeneration(whole).ended).toBe(0);
  const folder = temporaryFolder();
  const replies = join(folder, "piles/replies.jsonl");
  let killsUnderWay = 0;
  for (let run = 0; run < 9; run++) {
    const keptBefore = linesOf(replies).length;
    const sentBefore = linesOf(join(folder, "log")).length;
    const { child, begun, ended } = startGeneration(folder);
    await begun;
    if (run < 8) {
      // By progress and not by the clock, so that a busy machine kills in the middle too.
      const enough = keptBefore + Math.floor(Math.random() * 4) + (run === 0 ? 1 : 0);
      while (child.exitCode === null && linesOf(replies).length < enough) {
        await new Promise((settle) => setTimeout(settle, 2));
      }
      child.kill("SIGKILL");
      await ended;
      if (linesOf(replies).length > keptBefore) killsUnderWay++;
    } else expect(await ended).toBe(0);
    const log = linesOf(join(folder, "log"));
    // Four calls at a time: what was under way when a process was killed is sent again, and nothing else.
    expect(log.length - new Set(log).size).toBeLessThanOrEqual(4 * run);
    expect(log.length - sentBefore).toBeGreaterThanOrEqual(linesOf(replies).length - keptBefore);
  }
  expect(killsUnderWay).toBeGreaterThan(0);
  const keys = linesOf(replies).map((line) => JSON.parse(line).key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(filesOf(folder)).toEqual(filesOf(whole));
  expect(readdirSync(join(folder, "piles")).sort()).toEqual(readdirSync(join(whole, "piles")).sort());
});
