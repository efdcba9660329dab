import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { treeOf } from "../../src/cli/describe-training.ts";
import { runProgram } from "../../src/cli/run-program.ts";
import { showLevels } from "../../src/cli/show-levels.ts";
import { testContext } from "./contexts.ts";

const place = mkdtempSync(join(tmpdir(), "pilesort-hierarchy-"));
afterAll(() => rmSync(place, { recursive: true }));
const [task, data, model, test, answers] = [
  "shop.json",
  "rows.jsonl",
  "m",
  "test.jsonl",
  "answers.jsonl",
].map((name) => join(place, name));
writeFileSync(
  task,
  JSON.stringify({
    classes: [
      { name: "Food", prompt: "Everything to eat and drink." },
      { name: "Dairy", parent: "Food" },
      { name: "Milk", parent: "Dairy", prompt: "Fresh milk, whole or skimmed." },
      { name: "Cheese", parent: "Dairy", prompt: "Cheddar, brie and feta." },
      { name: "Tools", prompt: "Hammers, saws and screwdrivers." },
    ],
  }),
);

async function run(words: readonly string[]) {
  const context = testContext();
  const status = await runProgram(words, "0", context);
  return { status, ...context.written };
}

describe("a hierarchy on the command line", () => {
  it("is trained with labels that are last parts of paths, and rejects those that are inner nodes", async () => {
    writeFileSync(
      data,
      '{"text": "one litre of milk", "label": "Milk"}\n{"text": "a hammer", "label": "Tools"}\n',
    );
    const trained = await run(["train", "--classes", task, "--data", data, "--save", model, "--no-tune"]);
    expect(trained.stdout).toContain("The classes are the leaves of a tree with 3 levels and 2 inner nodes");
    const labels = readFileSync(join(model, "examples.jsonl"), "utf8");
    expect(labels).toContain('"label":"Food > Dairy > Milk"');
    writeFileSync(
      data,
      '{"text": "one litre of milk", "label": "Milk"}\n{"text": "yogurt", "label": "Food > Dairy"}\n',
    );
    const failed = await run(["train", "--classes", task, "--data", data, "--save", `${model}2`]);
    expect(failed.status).toBe(2);
    expect(failed.stderr).toContain(
      `${data}, line 2: the label "Food > Dairy" (1 row) cannot be used: "Food > Dairy" is an inner node of the hierarchy`,
    );
  });

  it("answers with --threshold with an inner node", async () => {
    const found = await run([
      "classify",
      "--load",
      model,
      "--json",
      "--threshold",
      "0.9",
      "something white from the cow",
    ]);
    const row = JSON.parse(found.stdout);
    expect(row).toMatchObject({ prediction: "Food > Dairy", outcome: "inner" });
    const { "Food > Dairy > Milk": milk, "Food > Dairy > Cheese": cheese } = row.probabilities;
    expect(Math.abs(milk + cheese - row.probability)).toBeLessThan(1e-6);
    const shown = await run([
      "classify",
      "--load",
      model,
      "--threshold",
      "0.9",
      "something white from the cow",
    ]);
    expect(shown.stdout).toContain(`prediction: Food > Dairy (probability ${row.probability.toFixed(3)})`);
  });

  it("is evaluated per level, and true labels may be inner nodes", async () => {
    writeFileSync(
      test,
      [
        { text: "skimmed milk", label: "Milk" },
        { text: "made of milk", label: "Food > Dairy" },
        { text: "a big saw", label: "Tools" },
      ]
        .map((row) => JSON.stringify(row))
        .join("\n"),
    );
    const found = await run(["evaluate", "--load", model, "--data", test]);
    expect(found.stdout).toContain("Accuracy per level of the hierarchy:");
    expect(found.stdout).toMatch(/3 \(classes\) +3 /);
    expect(found.stdout).toContain("--threshold");
    expect(Math.max(...found.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const { hierarchy, unknownLabels } = JSON.parse(
      (await run(["evaluate", "--load", model, "--data", test, "--json"])).stdout,
    );
    expect(unknownLabels).toEqual([]);
    expect(hierarchy.levels.map(({ rows }: { rows: number }) => rows)).toEqual([3, 3, 2]);
  });

  it("is evaluated per level from a file of predictions with --hierarchy", async () => {
    writeFileSync(
      answers,
      '{"prediction": "Food > Dairy", "label": "Food > Dairy > Milk"}\n{"prediction": "Tools", "label": "Tools"}\n',
    );
    const flags = ["evaluate", "--predictions", answers, "--json"];
    expect(JSON.parse((await run(flags)).stdout).hierarchy).toBeUndefined();
    const { hierarchy, accuracy } = JSON.parse((await run([...flags, "--hierarchy"])).stdout);
    expect(accuracy).toBe(0.5);
    expect(hierarchy).toMatchObject({ answered: 1, correct: 1 });
    expect((await run(["evaluate", "--load", model, "--data", test, "--hierarchy"])).status).toBe(2);
  });

  it("is flat with --no-hierarchy", async () => {
    const pairs = ["a > b: Cats purr.", "a > c: Dogs bark."];
    const flat = await run(["train", "--class", ...pairs, "--no-hierarchy", "--save", `${model}3`]);
    expect(flat.stdout).not.toContain("tree");
    const found = await run(["classify", "--load", `${model}3`, "--json", "--threshold", "1", "a bird"]);
    expect(JSON.parse(found.stdout)).toMatchObject({ prediction: null, outcome: "unsure" });
  });
});

describe("the sentences about a hierarchy", () => {
  it("count in the singular, too", () => {
    expect(treeOf({ levels: 1, innerNodes: 1 })).toContain("1 level and 1 inner node,");
  });

  it("say how many rows are answered if some are not", () => {
    const lines = showLevels({
      levels: [{ level: 1, nodes: 2, rows: 4, accuracy: 0.5 }],
      answered: 0.75,
      correct: 2 / 3,
      thresholds: [
        {
          threshold: 0.9,
          answered: 0,
          correct: Number.NaN,
          meanProbability: Number.NaN,
          classes: Number.NaN,
        },
      ],
    });
    expect(lines.join("\n")).toContain(
      "75.0 % of the rows are answered; 66.7 % of the answers are the true class or above it.",
    );
    expect(lines.at(-1)).toMatch(/0\.90 +0\.0 % +- +- +-/);
  });
});
