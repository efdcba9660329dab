import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { learnedFromUnlabeled } from "../../src/cli/describe-unlabeled.ts";
import { runProgram } from "../../src/cli/run-program.ts";
import type { UnlabeledReport } from "../../src/index.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder } from "./processes.ts";

const used: UnlabeledReport = {
  given: 5452,
  used: 4955,
  outOfScope: 422,
  changed: 0.128,
  agreement: 0.7,
  mostCommon: { label: "Human", share: 0.34 },
};

describe("the description of unlabeled texts", () => {
  it.each([
    [
      {},
      "Learned from 4,955 of 5,452 unlabeled texts; 422 more seem to be out of scope. They changed the answer to 12.8 % of the texts used.",
    ],
    [
      { outOfScope: 0 },
      "Learned from 4,955 of 5,452 unlabeled texts. They changed the answer to 12.8 % of the texts used.",
    ],
    [
      { outOfScope: 0, sampled: true, used: 10_000, given: 1_200_000 },
      "Learned from a random sample of 10,000 of 1,200,000 unlabeled texts. They changed the answer to 12.8 % of the texts used.",
    ],
    [
      { unused: "few", given: 1 },
      "The 1 unlabeled text changed nothing: too few of them are distinct. At least 50 distinct texts are needed, and at least ten per class.",
    ],
    [
      { unused: "oneClass" },
      'The 5,452 unlabeled texts changed nothing: nearly all of them are in the class "Human", so they show nothing about the other classes. Give texts of several classes.',
    ],
  ] as const)("says what was used: %j", (changes, line) => {
    expect(learnedFromUnlabeled({ ...used, ...changes } as UnlabeledReport)).toBe(line);
  });
});

const [subjects, verbs] = [
  ["my kitten", "the tomcat", "our puppy", "the hound"],
  ["meows", "purrs", "naps", "hisses", "scratches", "barks", "fetches", "growls", "howls", "digs"],
];
const texts = subjects.flatMap((subject) =>
  verbs.flatMap((verb) => [`${subject} ${verb} all night`, `${subject} ${verb} in the garden`]),
);

async function run(words: readonly string[]) {
  const context = testContext();
  const status = await runProgram(words, "0", context);
  return { status, context };
}

describe("text without labels on the command line", () => {
  it("improves a model at training, and at classification without changing the saved model", async () => {
    const place = emptyFolder();
    const [input, model, output] = ["pets.csv", "m", "sorted.csv"].map((name) => join(place, name));
    writeFileSync(input, `id,text\n${texts.map((text, i) => `${i},${text}`).join("\n")}\n`);
    const trained = await run(["train", "--defaults", "--unlabeled", input, "--save", model]);
    expect(trained.status).toBe(0);
    expect(trained.context.written.stdout).toMatch(/Learned from \d+ of 80 unlabeled texts/);

    expect((await run(["train", "--defaults", "--save", model])).status).toBe(0);
    const saved = readFileSync(join(model, "manifest.json"), "utf8");
    const adapted = await run(["classify", "--load", model, "--input", input, "--output", output, "--adapt"]);
    expect(adapted.status).toBe(0);
    expect(adapted.context.written.stderr).toMatch(/Learned from \d+ of 80 unlabeled texts/);
    expect(readFileSync(output, "utf8").trim().split("\n")).toHaveLength(81);
    expect(readFileSync(join(model, "manifest.json"), "utf8")).toBe(saved);
  });

  it("needs a file to adapt to", async () => {
    const { status, context } = await run(["classify", "--load", "m", "--adapt", "a text"]);
    expect(status).toBe(2);
    expect(context.written.stderr).toContain(
      "--adapt reads the texts twice; give them as a file with --input",
    );
  });
});
