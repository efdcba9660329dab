import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emptyFolder, pilesort } from "./processes.ts";

const files = {
  "classes.json": '{"refund": "The customer wants money back.", "praise": "The customer is happy."}',
  "colons.json":
    '{"billing: refund": "Money back, please.", "billing: other, or so": "Any other question about a bill."}',
  "case.csv": "text,label\nPay it back,Refund\nLovely,praise\n",
  "gaps.csv": "text,label\nPay it back,refund\nhm,nan\nhmm,\nWhere is it?,shipping\n",
  "priors.yaml": '"billing: refund": 3\n"billing: other, or so": 1\n',
};

function folderWithFiles(): string {
  const folder = emptyFolder();
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function labelsIn(folder: string): string[] {
  const lines = readFileSync(join(folder, "m/examples.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line).label);
}

/** On a busy machine a training also reports its progress. */
function withoutProgress(stderr: string): string {
  return stderr.replaceAll(/^.*\d+:\d\d so far\n/gm, "");
}

const train = ["train", "--no-tune", "--save", "m"];

it("a label that is nearly a class name is rejected with its line and the flag, and nothing is trained", async () => {
  const words = [...train, "--classes", "classes.json", "--data", "case.csv"];
  const { status, stdout, stderr } = await pilesort(words, folderWithFiles());
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toBe(
    'case.csv, line 2: the label "Refund" (1 row) is nearly the name of the class "refund" (only upper and lower case ' +
      'differ); map it to that class with --label-map "Refund=refund", or accept it as a class of its own with --accept-new-labels.\n',
  );
});

it("--label-map renames it, also in an evaluation", async () => {
  const folder = folderWithFiles();
  const map = ["--data", "case.csv", "--label-map", "Refund=refund"];
  expect(await pilesort([...train, "--classes", "classes.json", ...map], folder)).toMatchObject({
    status: 0,
  });
  expect(labelsIn(folder)).toEqual(["refund", "praise"]);
  expect(await pilesort(["evaluate", "--load", "m", ...map], folder)).toMatchObject({ status: 0 });
});

it("new classes are reported with their number of rows, and rows without a label are skipped and counted", async () => {
  const folder = folderWithFiles();
  const { status, stderr } = await pilesort(
    [...train, "--classes", "classes.json", "--data", "gaps.csv"],
    folder,
  );
  expect(status).toBe(0);
  expect(withoutProgress(stderr)).toBe(
    'The data adds 1 new class: "shipping" (1 row).\n' +
      '2 rows without a label were left out (the label is "nan", empty).\n',
  );
  expect(labelsIn(folder)).toEqual(["refund", "shipping"]);
});

it("--train and --priors accept class names with colons and commas", async () => {
  const folder = folderWithFiles();
  const words = [
    "--classes",
    "colons.json",
    "--train",
    "billing: refund: Pay: now",
    "--priors",
    "priors.yaml",
  ];
  const { status, stderr } = await pilesort([...train, ...words], folder);
  expect([status, withoutProgress(stderr)]).toEqual([0, ""]);
  expect(labelsIn(folder)).toEqual(["billing: refund"]);
});

it("an output with an unsupported ending is rejected before the model is opened", async () => {
  const words = ["classify", "--load", "nowhere", "--output", "out.xlsx", "woof"];
  const { status, stderr } = await pilesort(words, folderWithFiles());
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^out\.xlsx: cannot be written as \.xlsx; end the name in \.jsonl, .* or \.txt\.\n$/,
  );
});

it("CSV has one column per class with --probabilities columns, and is safe for spreadsheets with --csv-safe", async () => {
  const folder = folderWithFiles();
  await pilesort([...train, "--classes", "classes.json"], folder);
  const words = ["--output", "out.csv", "--probabilities", "columns", "--csv-safe", "=1+1"];
  expect(await pilesort(["classify", "--load", "m", ...words], folder)).toMatchObject({ status: 0 });
  const [header, row] = readFileSync(join(folder, "out.csv"), "utf8").split("\n");
  expect(header).toBe("text,prediction,probability,probability_refund,probability_praise");
  expect(row).toMatch(/^'=1\+1,(refund|praise)(,0\.\d+){3}$/);
});
