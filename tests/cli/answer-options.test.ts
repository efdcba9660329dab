import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { createRandom } from "../../src/math/random.ts";
import { version } from "../../src/version.ts";
import { testContext } from "./contexts.ts";
import { contents } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "pilesort-answers-"));
const words = {
  refund: ["money back", "a refund", "my payment", "the invoice", "charged twice", "the wrong price"],
  delivery: ["my parcel", "the delivery", "arrives late", "the courier", "a lost package", "tracking"],
};

/** Complaints of two subjects, some of them about both. */
function draw(rows: number, seed: number): readonly object[] {
  const random = createRandom(seed);
  const all = Object.values(words).flat();
  return Array.from({ length: rows }, (_, id) => {
    const label = id % 2 === 0 ? "refund" : "delivery";
    const [one, two] = random.sampleWithoutReplacement([...words[label]], 2);
    const text = `${one}, ${two}, ${all[random.nextInt(all.length)]}, ${all[random.nextInt(all.length)]}?`;
    return { id, text, label };
  });
}

function write(name: string, rows: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return path;
}

function read(name: string): Record<string, unknown>[] {
  return readFileSync(join(folder, name), "utf8")
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

async function run(...args: readonly string[]) {
  const context = testContext();
  const status = await runProgram(
    args.map((word) => word.replace("FOLDER", folder)),
    version,
    context,
  );
  return { status, ...context.written };
}

const classify = ["classify", "--load", "FOLDER/m", "--cache", "FOLDER/cache"];

describe("classify", () => {
  beforeAll(async () => {
    write("rows.jsonl", draw(120, 1));
    write("input.jsonl", draw(40, 2));
    write("more.jsonl", [...draw(20, 1), ...draw(60, 3)]);
    const train = ["train", "--no-tune", "--data", "FOLDER/rows.jsonl", "--save", "FOLDER/m"];
    expect((await run(...train, "--cache", "FOLDER/cache")).status).toBe(0);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it("with --precision writes rows that are answered to the output, and the others to --review", async () => {
    const files = [
      "--input",
      "FOLDER/input.jsonl",
      "--output",
      "FOLDER/out.jsonl",
      "--review",
      "FOLDER/review.jsonl",
    ];
    const { status, stderr } = await run(...classify, ...files, "--precision", "0.9");
    expect(stderr).toMatch(
      /^Precision 90\.0 %: an answer needs a probability of 0\.\d{3}\. Of \d+ held-out answers \d+ have it/,
    );
    expect(status).toBe(0);
    const [answered, review] = [read("out.jsonl"), read("review.jsonl")];
    expect(answered.length + review.length).toBe(40);
    expect(review.length).toBeGreaterThan(0);
    expect(stderr).toContain(`${review.length} unsure (in ${join(folder, "review.jsonl")})`);
    expect(answered.every(({ outcome, prediction }) => outcome === "class" && prediction !== null)).toBe(
      true,
    );
    expect(review.every(({ outcome, prediction }) => outcome === "unsure" && prediction === null)).toBe(true);
    expect([...answered, ...review].map(({ id }) => id).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 40 }, (_, id) => id),
    );
  });

  it("with --calibrate chooses with these rows, without those of the training", async () => {
    const files = ["--input", "FOLDER/input.jsonl", "--output", "FOLDER/out.jsonl", "--coverage", "0.9"];
    const { status, stderr } = await run(...classify, ...files, "--calibrate", "FOLDER/more.jsonl");
    expect(stderr).toMatch(
      /Thresholds are chosen with \d+ rows of .*more\.jsonl, without \d+ that the model was trained on/,
    );
    expect(status).toBe(0);
    expect(read("out.jsonl").every(({ set }) => Array.isArray(set) && set.length > 0)).toBe(true);
  });

  it("says how many rows would do if there are too few", async () => {
    const { status, stderr } = await run(...classify, "--precision", "0.999", "late");
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /A precision of 99\.9 % cannot be promised: \d+ held-out answers .* too little evidence\. About [\d,]+ would do/,
    );
  });

  it("with --costs gives the cheapest answer and its expected cost", async () => {
    writeFileSync(
      join(folder, "costs.csv"),
      "truth,refund,delivery,unsure\nrefund,,100,50\ndelivery,0.01,,50\n",
    );
    const { status, stdout } = await run(
      ...classify,
      "--costs",
      "FOLDER/costs.csv",
      "--json",
      "my parcel arrives late",
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      prediction: "refund",
      outcome: "class",
      expected_cost: expect.any(Number),
    });
  });

  it("shows the set and the expected cost of a text", async () => {
    const { stdout } = await run(...classify, "--costs", "FOLDER/costs.csv", "--coverage", "0.9", "a refund");
    expect(stdout).toMatch(/prediction: refund\nset: refund.*\nexpected cost: \d/);
  });

  it("keeps rows for review of an incomplete run under an incomplete name", async () => {
    const path = write("bad.jsonl", draw(4, 2));
    writeFileSync(path, `${readFileSync(path, "utf8")}{"id": 5}\n`);
    const files = ["--output", "FOLDER/some.jsonl", "--review", "FOLDER/doubts.jsonl"];
    const { status, stderr } = await run(...classify, "--input", path, ...files, "--threshold", "1");
    expect(status).toBe(2);
    expect(stderr).toContain("doubts.incomplete.jsonl");
    expect(contents(folder).filter((name) => /some|doubts/.test(name))).toEqual([
      "doubts.incomplete.jsonl",
      "some.incomplete.jsonl",
    ]);
    expect(read("doubts.incomplete.jsonl").length).toBe(4);
  });

  it.each([
    [["--precision", "95"], "The option --precision must be a number above 0 and below 1"],
    [["--precision", "refund=2"], "The option --precision must be"],
    [["--coverage", "1"], "The option --coverage must be a number above 0 and below 1"],
    [["--review", "r.jsonl"], "The option --review needs --precision"],
    [["--review", "-", "--threshold", "0.5"], "must name a file of its own"],
    [["--calibrate", "c.jsonl"], "The option --calibrate needs --precision or --coverage"],
    [["--costs", "c.csv", "--precision", "0.9"], "cannot be used with --threshold or --precision"],
  ])("rejects %j", async (flags, message) => {
    const { status, stderr } = await run("classify", "--load", "FOLDER/m", ...flags, "late");
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
