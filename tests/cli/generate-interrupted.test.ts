import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { testContext } from "./contexts.ts";
import { classWords, startGenerationServer } from "./generation-server.ts";
import { emptyFolder, type Finished, pilesort, root } from "./processes.ts";

function generating(url: string, ...more: string[]): string[] {
  const amount = ["--examples", "6", "--examples-per-call", "3", "--concurrency", "1"];
  return ["generate", "--llm", "m", "--llm-url", url, ...classWords, ...amount, ...more];
}

const linesOf = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");

describe("a generate that Ctrl-C interrupts in its second round", () => {
  it("ends open calls, says where the replies are, and releases the folder", async () => {
    const piles = join(emptyFolder(), "piles");
    let context = testContext();
    let isSilent = true;
    const { url, seen } = await startGenerationServer((_, i) => {
      if (!isSilent || i < 5) return undefined;
      context.interrupt();
      return "never";
    });
    const words = generating(url, "--piles", piles);
    expect(await runProgram(words, "0", context)).toBe(130);
    const lines = context.written.stderr.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^Generating examples of each class: 12 examples, /);
    expect(lines.slice(-2)).toEqual([
      `The replies so far are kept in ${piles}; run the same command again to resume.`,
      "Stopped on request.",
    ]);
    expect(context.written.stdout).toBe("");
    expect(linesOf(join(piles, "replies.jsonl"))).toHaveLength(5);

    const before = seen.length;
    isSilent = false;
    context = testContext();
    expect(await runProgram(words, "0", context)).toBe(0);
    expect(context.written.stdout).toContain(" (5 reused from an earlier run),");
    const [again] = seen.slice(before);
    expect(again.body).toEqual(seen[5].body);
  });
});

/** Runs the command with a limit on file sizes, in blocks of 512 bytes, to simulate a full disk. */
function pilesortWithRoom(blocks: number, words: readonly string[], cwd: string): Promise<Finished> {
  const script = `ulimit -f ${blocks} && exec "$@"`;
  const command = ["-c", script, "sh", process.execPath, join(root, "dist/cli/main.js"), ...words];
  return new Promise((resolve) => {
    execFile("sh", command, { cwd }, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code);
      resolve({ status, signal: error?.signal ?? null, stdout, stderr });
    });
  });
}

describe.skipIf(process.platform === "win32")("a generate on a full disk", () => {
  it("reports it in one sentence, keeps the replies, and resumes from them when there is room", async () => {
    const folder = emptyFolder();
    const { url, seen } = await startGenerationServer(() => undefined);
    const { status, stdout, stderr } = await pilesortWithRoom(4, generating(url), folder);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      "piles/replies.jsonl: was not written: the file would be too large for this disk; what it held before is safe.",
    );
    const replies = linesOf(join(folder, "piles/replies.jsonl"));
    expect(replies.length).toBeGreaterThan(0);
    for (const reply of replies) expect(JSON.parse(reply)).toMatchObject({ text: expect.any(String) });
    expect(seen).toHaveLength(replies.length + 1);

    const again = await pilesort(generating(url), folder);
    expect(again.status).toBe(0);
    expect(again.stdout).toContain(` (${replies.length} reused from an earlier run),`);
    expect(seen[replies.length + 1].body).toEqual(seen[replies.length].body);
  });
});
