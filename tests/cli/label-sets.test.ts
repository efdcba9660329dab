import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { version } from "../../src/version.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder } from "./processes.ts";

const task = `multiLabel: true
classes:
  refund: The customer wants money back.
  damage: The product arrived broken.
`;
const rows = [
  { text: "broken vase, money back please", labels: ["damage", "refund"] },
  { text: "it is in pieces", labels: ["damage"] },
  { text: "do you sell cards", labels: [] },
];
const table = "text,refund,damage\nrefund my order,1,0\nopening hours,0,0\n";

async function run(words: readonly string[]) {
  const context = testContext();
  const status = await runProgram(words, version, context);
  return { status, ...context.written };
}

/** Trains a model on rows in both forms. @returns the folder of the files and of the model */
async function trainedFolder(): Promise<string> {
  const folder = emptyFolder();
  writeFileSync(join(folder, "task.yaml"), task);
  writeFileSync(join(folder, "rows.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  writeFileSync(join(folder, "table.csv"), table);
  const files = [join(folder, "rows.jsonl"), join(folder, "table.csv")];
  const words = ["--classes", join(folder, "task.yaml"), "--data", ...files, "--save", join(folder, "m")];
  const { status, stdout, stderr } = await run(["train", ...words]);
  expect(status, stderr).toBe(0);
  expect(stdout).toContain("A text may have several labels. There are 5 different texts (2 without a label)");
  return folder;
}

describe("several labels on the command line", () => {
  it("are trained by the key of a task file, and written as labels and probabilities", async () => {
    const folder = await trainedFolder();
    const model = join(folder, "m");
    const json = await run(["classify", "--load", model, "--json", rows[0].text]);
    const row = JSON.parse(json.stdout);
    expect(Object.keys(row)).toEqual(["text", "labels", "probabilities"]);
    expect(row.labels.toSorted()).toEqual(["damage", "refund"]);
    const output = join(folder, "out.csv");
    await run(["classify", "--load", model, "--input", join(folder, "table.csv"), "--output", output]);
    expect(readFileSync(output, "utf8").split("\n")[0]).toBe("text,refund,damage,labels,probabilities");
    const evaluated = await run([
      "evaluate",
      "--load",
      model,
      "--data",
      join(folder, "rows.jsonl"),
      "--json",
    ]);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ count: 3, microF1: 1 });
    expect(JSON.parse(evaluated.stdout).basis.notes[0]).toContain("too good");
  });

  it("are corrected, pinned, listed and taken back", async () => {
    const folder = await trainedFolder();
    const model = join(folder, "m");
    const text = "the handle came off";
    const labelsOf = async () =>
      JSON.parse((await run(["classify", "--load", model, "--json", text])).stdout).labels;
    const before = await labelsOf();
    const correct = ["correct", "--load", model, "--text", text];
    const made = await run([...correct, "--labels", "damage; refund", "--pin"]);
    expect(made.stdout, made.stderr).toContain(`Correction 1: "${text}" has "damage", "refund" (before:`);
    expect((await labelsOf()).toSorted()).toEqual(["damage", "refund"]);
    const emptied = await run([...correct, "--labels", ""]);
    expect(emptied.stdout).toContain(`"${text}" has no label (before: `);
    expect(emptied.stderr).toContain(`must be "damage", "refund" and is answered with no label`);
    expect(await labelsOf()).toEqual([]);
    const { stdout } = await run(["history", model]);
    expect(stdout).toMatch(
      /-> "damage", "refund"\n2 .* -> no label\n1 pinned test:\n.*: "damage", "refund"\n$/s,
    );
    for (const _ of [1, 2]) await run(["correct", "--load", model, "--undo"]);
    expect(await labelsOf()).toEqual(before);
    const data = await run(["correct", "--load", model, "--data", join(folder, "table.csv"), "--json"]);
    expect(JSON.parse(data.stdout).corrected.map(({ labels }: { labels: string[] }) => labels)).toEqual([
      ["refund"],
      [],
    ]);
    const both = await run([...correct, "--labels", "refund", "--label", "refund"]);
    expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining("either --label or --labels") });
  });

  it("are evaluated by cross-validation, from files, and against a baseline, and explained", async () => {
    const folder = await trainedFolder();
    const [model, errors] = [join(folder, "m"), join(folder, "errors.csv")];
    const own = await run(["evaluate", "--load", model, "--json", "--errors", errors]);
    const found = JSON.parse(own.stdout);
    expect(found).toMatchObject({ kind: "multi-label", count: 5, basis: { source: "real examples" } });
    expect(readFileSync(errors, "utf8").trim().split("\n")).toHaveLength(
      found.wrong === 0 ? 1 : 1 + found.wrong,
    );
    writeFileSync(join(folder, "truth.csv"), "id,labels\n1,refund;damage\n2,\n3,damage\n");
    writeFileSync(
      join(folder, "one.jsonl"),
      '{"id":1,"labels":["refund"]}\n{"id":3,"labels":["damage"]}\n{"id":2,"labels":[]}\n',
    );
    writeFileSync(join(folder, "two.csv"), "id,prediction\n2,refund\n1,damage;refund\n3,damage\n");
    const files = ["--predictions", join(folder, "one.jsonl"), "--truth", join(folder, "truth.csv")];
    const both = ["evaluate", "--multi-label", ...files, "--baseline", join(folder, "two.csv")];
    const compared = JSON.parse((await run([...both, "--json"])).stdout);
    expect(compared).toMatchObject({ count: 3, exactMatch: 2 / 3, microPrecision: 1, microRecall: 2 / 3 });
    expect(compared.comparison).toMatchObject({ mcNemar: { fixed: 1, broken: 1 }, changed: 2 });
    const shown = await run(both);
    expect(shown.stdout).toMatch(/broken +damage, refund -> refund \[1\]/);
    expect(shown.stdout).toMatch(/Forgotten.*\ndamage +refund +1 +1\n/s);
    const explained = await run(["explain", "--load", model, "the cup is broken"]);
    expect(explained.stdout).toMatch(
      /^data: the cup is broken\nlabels: .*\bdamage is given: its probability/s,
    );
    expect(explained.stdout).toMatch(/without these words +probability +change/);
  });

  it.each([
    ["classify --none", ["classify", "--load", "MODEL", "--none", "x"], "The option --none"],
    [
      "classify --coverage",
      ["classify", "--load", "MODEL", "--coverage", "0.9", "x"],
      "The option --coverage",
    ],
    ["evaluate --costs", ["evaluate", "--load", "MODEL", "--costs", "x.csv"], "The option --costs"],
    ["explain --none", ["explain", "--load", "MODEL", "--none", "x"], "The option --none"],
    ["drift", ["drift", "--load", "MODEL", "--input", "MODEL/../table.csv"], "--reference"],
    ["train --priors", ["train", "--load", "MODEL", "--priors", "observed"], "The option --priors"],
  ])("are rejected by %s with one sentence", async (_, words, message) => {
    const folder = await trainedFolder();
    const found = await run(words.map((word) => word.replace("MODEL", join(folder, "m"))));
    expect(found.status).toBe(2);
    expect(found.stderr).toContain(message);
    expect(found.stdout).toBe("");
  });
});
