import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contents, emptyFolder, pilesort } from "./processes.ts";

/** Makes a folder with the files that the table below names. */
function folderWithFiles(): string {
  const folder = emptyFolder();
  mkdirSync(join(folder, "foreign"));
  const files = {
    "no-label.jsonl": '{"text": "a", "label": null}\n{"text": "b"}\n',
    "no-label.csv": "text,label\na,\nb,nan\n",
    "malformed.jsonl": '{"text": "a", "label": "x"}\n{"text": "b", \n',
    "malformed-first.jsonl": '{"text": "b", \n',
    "empty.jsonl": "",
    "twins.yaml": "a: Apples.\na: Apricots.\nb: Bananas.\n",
    "list.json": "[1, 2]",
    "foreign/notes.txt": "mine",
    "file.txt": "mine",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const two = ["--class", "a: Apples are red.", "b: Bananas are yellow."];

describe("invalid input gets one sentence and exit status 2, and no file is written", () => {
  it.each<[string, string[], RegExp]>([
    ["no classes", ["train"], /two classes/],
    ["one class", ["train", "--class", "a: Apples are red."], /two/],
    ["an empty name", ["train", "--class", ": Apples are red.", "b: Bananas."], /name/],
    ["an empty prompt", ["train", "--class", "a:", "b: Bananas."], /prompt|empty/],
    [
      "a pair without a colon",
      ["train", "--class", "apples", "b: Bananas."],
      /--class.*colon|colon.*--class/,
    ],
    ["a name given twice", ["train", "--class", "a: Apples.", "a: Apricots.", "b: Bananas."], /"a".*twice/],
    ["a name given twice in a file", ["train", "--classes", "twins.yaml"], /twins\.yaml.*/],
    ["a file of classes that contains a list", ["train", "--classes", "list.json"], /list\.json/],
    ["a missing file of classes", ["train", "--classes", "missing.yaml"], /missing\.yaml/],
    [
      "rows without label",
      ["train", ...two, "--data", "no-label.jsonl"],
      /no-label\.jsonl, line 1: none of the 2 rows has a label/,
    ],
    [
      "CSV rows without label",
      ["train", ...two, "--data", "no-label.csv"],
      /no-label\.csv, line 2: none of the 2 rows has a label \(the label is empty, "nan"\)/,
    ],
    ["malformed JSON", ["train", ...two, "--data", "malformed.jsonl"], /malformed\.jsonl, line 2: /],
    [
      "malformed JSON to classify",
      ["classify", "--load", "MODEL", "--input", "malformed-first.jsonl", "--output", "out.jsonl"],
      /malformed-first\.jsonl, line 1: /,
    ],
    [
      "a missing input",
      ["classify", "--load", "MODEL", "--input", "missing.jsonl", "--output", "out.jsonl"],
      /missing\.jsonl/,
    ],
    ["a target under a file", ["train", ...two, "--save", "file.txt/model"], /file\.txt/],
    ["a target that is a file", ["train", ...two, "--save", "file.txt"], /file\.txt/],
    ["a target folder that is not a model", ["train", ...two, "--save", "foreign"], /foreign/],
    [
      "an output under a file",
      ["classify", "--load", "MODEL", "woof", "--output", "file.txt/out.jsonl"],
      /file\.txt/,
    ],
    ["a missing model", ["classify", "--load", "nowhere", "woof"], /nowhere/],
    ["a folder that is not a model", ["classify", "--load", "foreign", "woof"], /foreign/],
    ["a missing model to start from", ["train", "--load", "nowhere", "--train", "a: x"], /nowhere/],
    ["an unknown flag", ["train", "--clas", "a: x"], /'--clas'; did you mean --class\?/],
    ["an unknown command", ["trian"], /'trian'; did you mean train\?/],
    ["a flag without its value", ["train", "--save"], /--save/],
    ["an unknown format", ["classify", "--format", "xml", "woof"], /jsonl, csv, tsv, lines/],
    ["an invalid number", ["classify", "--top", "many", "woof"], /--top must be .*"many"/],
    ["an invalid share", ["classify", "--threshold", "2", "woof"], /--threshold must be .*"2"/],
    ["invalid priors", ["train", ...two, "--priors", "some"], /--priors must be .*"some"/],
    ["texts and a file at once", ["classify", "woof", "--input", "file.txt"], /either texts or --input/],
    [
      "predictions and data",
      ["evaluate", "--predictions", "a.csv", "--data", "b.csv"],
      /either --predictions or --data/,
    ],
    [
      "truth without predictions",
      ["evaluate", "--load", "MODEL", "--truth", "b.csv"],
      /--truth needs --predictions/,
    ],
    [
      "changes without baseline",
      ["evaluate", "--load", "MODEL", "--changes", "b.csv"],
      /--changes needs --baseline/,
    ],
    [
      "a baseline without data",
      ["evaluate", "--load", "MODEL", "--baseline", "MODEL"],
      /--baseline needs labeled rows/,
    ],
  ])("%s", async (_, words, sentence) => {
    const folder = folderWithFiles();
    if (words.includes("MODEL")) {
      expect(await pilesort(["train", ...two, "--save", "MODEL"], folder)).toMatchObject({ status: 0 });
    }
    const before = contents(folder);
    const { status, stdout, stderr } = await pilesort(words, folder);
    expect(stderr).toMatch(/^[^\n]+[.?]\n$/);
    expect(stderr).toMatch(sentence);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(contents(folder)).toEqual(before);
  });

  it("--verbose shows the stack trace of an error", async () => {
    const { status, stderr } = await pilesort(["classify", "-v", "--load", "nowhere", "woof"], emptyFolder());
    expect(status).toBe(2);
    expect(stderr).toMatch(/\n {4}at /);
  });
});
