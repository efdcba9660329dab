import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { runProgram } from "../../src/cli/run-program.ts";
import { version } from "../../src/version.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder, root } from "./processes.ts";

const page = readFileSync(join(root, "docs/json-output.md"), "utf8");

const truth = [
  { id: "1", text: "I was charged twice.", label: "refund" },
  { id: "2", text: "The lamp was broken.", label: "refund" },
  { id: "3", text: "My parcel is lost.", label: "delivery" },
  { id: "4", text: "You are great!", label: "praise" },
  { id: "5", text: "Are you hiring?", label: null },
];
const answers =
  "id,predicted,score\n3,delivery,0.97\n1,LABEL_0,0.91\n2,praise,0.95\n4,praise,0.62\n5,LABEL_0,0.4\n";
const worse = "id,prediction\n1,refund\n2,praise\n3,praise\n4,praise\n5,praise\n";

async function run(folder: string, words: readonly string[]) {
  const context = testContext();
  const place = (word: string) => word.replace("FOLDER", folder);
  const status = await runProgram(words.map(place), version, context);
  return { status, ...context.written };
}

function folderWithAnswers(): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, "truth.jsonl"), truth.map((row) => `${JSON.stringify(row)}\n`).join(""));
  writeFileSync(join(folder, "answers.csv"), answers);
  writeFileSync(join(folder, "worse.csv"), worse);
  writeFileSync(join(folder, "costs.csv"), "truth,prediction,cost\nrefund,praise,20\n");
  return folder;
}

const predictions = [
  "evaluate",
  "--predictions",
  "FOLDER/answers.csv",
  "--truth",
  "FOLDER/truth.jsonl",
  "--label-map",
  "LABEL_0=refund",
];

describe("evaluate --predictions", () => {
  it("joins by id, renames labels, and compares with a baseline; every field of the JSON is documented", async () => {
    const more = ["--baseline", "FOLDER/worse.csv", "--costs", "FOLDER/costs.csv", "--json"];
    const { status, stdout, stderr } = await run(folderWithAnswers(), [...predictions, ...more]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      rows: 4,
      wrong: 1,
      accuracy: 0.75,
      meanCost: 5,
      outOfScope: { rows: 1, recall: 0, falseAlarmRate: 0 },
      wrongAnswers: [
        { id: "2", text: "The lamp was broken.", truth: "refund", prediction: "praise", probability: 0.95 },
      ],
      comparison: { rows: 4, changed: 1, mcNemar: { fixed: 1, broken: 0, bothCorrect: 2, bothWrong: 1 } },
    });
    const section = page.split(/^## /m).find((text) => text.startsWith("evaluate\n"))!;
    const fields = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      for (const [name, inner] of Object.entries(value)) {
        if (!Array.isArray(value)) fields.add(name);
        collect(inner);
      }
    };
    collect(found);
    // Fields inside of lists are named with or without quotes.
    expect([...fields].filter((name) => !new RegExp(`\\b${name}\\b`).test(section))).toEqual([]);
  });

  it("writes wrong answers and changed rows to files", async () => {
    const folder = folderWithAnswers();
    const files = ["--errors", "FOLDER/errors.csv", "--changes", "FOLDER/changes.jsonl"];
    const { status, stderr } = await run(folder, [
      ...predictions,
      "--baseline",
      "FOLDER/worse.csv",
      ...files,
    ]);
    expect(status).toBe(0);
    expect(stderr).toContain("Wrote 1 wrong answers to ");
    expect(readFileSync(join(folder, "errors.csv"), "utf8")).toBe(
      "row,id,text,truth,prediction,probability,truth_probability,none_probability\n" +
        "3,2,The lamp was broken.,refund,praise,0.95,,\n",
    );
    expect(JSON.parse(readFileSync(join(folder, "changes.jsonl"), "utf8"))).toMatchObject({
      id: "3",
      prediction: "delivery",
      baseline: "praise",
      change: "fixed",
    });
  });

  it("takes the true labels from the same file if no other is named", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "all.csv"), "text,label,prediction\na,x,x\nb,y,x\n");
    const { status, stdout } = await run(folder, ["evaluate", "--predictions", "FOLDER/all.csv"]);
    expect(status).toBe(0);
    expect(stdout).toContain("Correct 5 times in 10");
    expect(stdout).not.toMatch(/Calibration|threshold/);
  });

  it.each([
    ["a missing file", ["--predictions", "FOLDER/none.csv"], /none\.csv: /],
    [
      "no true labels",
      ["--predictions", "FOLDER/answers.csv"],
      /has no field "label"; name it with --label-field/,
    ],
    [
      "a model without texts",
      ["--predictions", "FOLDER/worse.csv", "--truth", "FOLDER/labels.csv", "--baseline", "FOLDER"],
      /some rows have none; name a file of predictions/,
    ],
  ])("with %s ends with one sentence", async (_, words, sentence) => {
    const folder = folderWithAnswers();
    writeFileSync(join(folder, "labels.csv"), "id,label\n1,a\n2,a\n3,a\n4,a\n5,a\n");
    const { status, stdout, stderr } = await run(folder, ["evaluate", ...words]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

describe("evaluate of a model", () => {
  it("cross-validates without data, warns of known texts, and compares with another model", async () => {
    const folder = folderWithAnswers();
    const classifier = new Classifier();
    classifier.addDataToClass("refund", ["Give me my money", "I want a refund now", "You charged me twice"]);
    classifier.addDataToClass("delivery", ["My parcel is lost.", "Where is my order", "It never came"]);
    classifier.addDataToClass("praise", ["Thank you so much", "Great shop", "I love it"]);
    await classifier.train({ tune: false });
    await classifier.save(join(folder, "one"));
    await classifier.dispose();
    const load = ["evaluate", "--load", "FOLDER/one"];
    const own = await run(folder, load);
    expect(own.stdout).toContain("Cross-validation on the model's own 9 real rows");
    const compared = await run(folder, [
      ...load,
      "--data",
      "FOLDER/truth.jsonl",
      "--baseline",
      "FOLDER/one",
      "--json",
    ]);
    expect(JSON.parse(compared.stdout)).toMatchObject({
      rows: 4,
      basis: {
        source: "test rows",
        notes: [expect.stringContaining("1 of 5 rows has the text of an example")],
      },
      comparison: { changed: 0, mcNemar: { pValue: 1 } },
    });
  }, 300_000);
});
