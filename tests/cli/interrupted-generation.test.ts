import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { deadAddress } from "../llm/model-server.ts";
import { classOf, classWords, startGenerationServer } from "./generation-server.ts";
import { emptyFolder, pilesort, start } from "./processes.ts";

/** Arguments of a command that generates examples of the two classes into piles/. */
function generating(url: string, ...more: string[]): string[] {
  const amount = ["--examples", "6", "--examples-per-call", "3"];
  return ["generate", "--llm", "m", "--llm-url", url, ...classWords, ...amount, ...more];
}

function repliesIn(folder: string): string[] {
  return readFileSync(join(folder, "piles/replies.jsonl"), "utf8").trimEnd().split("\n");
}

describe("an interrupted generation", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "says after %s that the replies are kept, and the next run makes only the other calls",
    async (signal, status) => {
      const folder = emptyFolder();
      let isSilent = true;
      const { url, seen } = await startGenerationServer((_, i) => (isSilent && i >= 2 ? "never" : undefined));
      const run = start(generating(url, "--concurrency", "2"), folder);
      while (seen.length < 4 && run.process.exitCode === null) await setTimeout(20);
      run.process.kill(signal);
      const stopped = await run.finished;
      expect(stopped).toMatchObject({ status, stdout: "" });
      expect(stopped.stderr).toContain(
        "The replies so far are kept in piles; run the same command again to resume.",
      );
      expect(repliesIn(folder)).toHaveLength(2);
      const before = seen.map(({ body }) => JSON.stringify(body));
      isSilent = false;
      const resumed = await pilesort(generating(url), folder);
      expect(resumed.status).toBe(0);
      expect(resumed.stdout).toContain(" (2 reused from an earlier run),");
      const later = seen.slice(before.length).map(({ body }) => JSON.stringify(body));
      expect(later).toEqual(expect.arrayContaining(before.slice(2)));
      expect(later.filter((body) => before.slice(0, 2).includes(body))).toEqual([]);
    },
  );

  it("locks its folder: a second run in it reports that it is in use", async () => {
    const folder = emptyFolder();
    const { url, seen } = await startGenerationServer(() => "never");
    const first = start(generating(url), folder);
    while (seen.length === 0 && first.process.exitCode === null) await setTimeout(20);
    const { status, stderr } = await pilesort(generating(url), folder);
    first.process.kill("SIGKILL");
    await first.finished;
    expect(status).toBe(2);
    expect(stderr).toMatch(/^piles: Another run uses this folder \(process \d+\)\. [^\n]*\.\n$/);
  });
});

it("piles that were edited by hand are rejected, and kept", async () => {
  const folder = emptyFolder();
  const { url, seen } = await startGenerationServer(() => undefined);
  await pilesort(generating(url), folder);
  const calls = seen.length;
  const piles = join(folder, "piles/piles.jsonl");
  appendFileSync(piles, `${JSON.stringify({ class_name: "refund", examples: ["my own words"] })}\n`);
  const { status, stderr } = await pilesort(generating(url), folder);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^piles\/piles\.jsonl: was edited by hand [^\n]* --generated [^\n]*\.\n$/);
  expect(readFileSync(piles, "utf8")).toContain("my own words");
  expect(seen).toHaveLength(calls);
});

it("--keep-going reports a class that failed with the reason, with --json too", async () => {
  const { url } = await startGenerationServer((request) =>
    classOf(request) === "refund"
      ? { status: 400, body: { error: { message: "no such words" } } }
      : undefined,
  );
  const words = generating(url, "--keep-going", "--json");
  const { status, stdout, stderr } = await pilesort(words, emptyFolder());
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /\nWarning: 1 class has too few examples \([^\n]*no such words\): "refund" 0 of 6\.\n$/,
  );
  const error = expect.stringContaining("no such words");
  expect(JSON.parse(stdout)).toMatchObject({ short: [{ label: "refund", examples: 0, error }] });
});

it("the JSON report of a training counts generated examples and includes the generation report", async () => {
  const { url } = await startGenerationServer(() => undefined);
  const words = ["train", ...generating(url).slice(1), "--save", "model", "--json"];
  const report = JSON.parse((await pilesort(words, emptyFolder())).stdout);
  expect(report).toMatchObject({ saved: "model", writing: { generators: [`m at ${url}`], keptCalls: 0 } });
  expect(report.generated).toBe(report.writing.examples);
});

it.each([
  [
    "an unknown name",
    () => startGenerationServer(() => ({ status: 404, body: "" })),
    /^m at http:\S+ answered 404 .*--llm and at --llm-url/,
  ],
  [
    "an address where nothing answers",
    async () => ({ url: await deadAddress() }),
    /^m at http:\S+ cannot be reached at \S+ \(ECONNREFUSED\)\. .*--llm-url/,
  ],
])("a language model with %s is reported in one line that names the flag", async (_, server, sentence) => {
  const { url } = await server();
  const { status, stderr } = await pilesort(generating(url), emptyFolder());
  expect(status).toBe(1);
  const lines = stderr.trimEnd().split("\n").slice(1);
  expect(lines).toEqual([expect.stringMatching(sentence)]);
});
