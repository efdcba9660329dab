import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { version } from "../../src/version.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder, root, start } from "./processes.ts";

const evil = "\u001b]0;title\u0007\u001b[2J\u202e";
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters must not occur.
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
const texts = ["where is the money", "my password", "a parcel for my account", `open ${evil} the door`];

interface RunOptions {
  readonly input?: string;
  readonly isTerminal?: boolean;
}

async function run(folder: string, words: readonly string[], options: RunOptions = {}) {
  const context = testContext(options);
  const status = await runProgram(
    words.map((word) => word.replaceAll("FOLDER", folder)),
    version,
    context,
  );
  return { status, ...context.written };
}

async function folderWithModel(): Promise<string> {
  const folder = emptyFolder();
  const classes = { refund: "The customer wants money back.", login: "The customer cannot sign in." };
  writeFileSync(join(folder, "classes.json"), JSON.stringify(classes));
  writeFileSync(join(folder, "texts.txt"), texts.map((text) => `${text}\n`).join(""));
  await run(folder, ["train", "--classes", "FOLDER/classes.json", "--save", "FOLDER/m"]);
  return folder;
}

const correctOne = ["correct", "--load", "FOLDER/m", "--text", "my parcel", "--label"];

describe("pilesort correct", () => {
  it("corrects, lists and takes back", async () => {
    const folder = await folderWithModel();
    const corrected = await run(folder, [...correctOne, "login", "--check", "FOLDER/texts.txt"]);
    expect(corrected.stdout).toMatch(/^Correction 1: "my parcel" is "login" \(before: "\w+"\)\.\n/);
    expect(corrected.stdout).toMatch(/changed among 4 texts of --check/);
    const found = await run(folder, ["classify", "--load", "FOLDER/m", "--json", "my parcel"]);
    expect(JSON.parse(found.stdout).prediction).toBe("login");
    expect((await run(folder, ["history", "FOLDER/m"])).stdout).toMatch(
      /^1 {2}\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}"my parcel": "\w+" -> "login"\n$/,
    );
    const undone = await run(folder, ["correct", "--load", "FOLDER/m", "--undo"]);
    expect(undone.stdout).toMatch(/^Correction 1 is undone/);
    expect((await run(folder, ["history", "FOLDER/m"])).stdout).toMatch(/, undone \d{4}-/);
    expect(readdirSync(folder).sort()).toEqual(["classes.json", "m", "texts.txt"]);
  });

  it("is kept by a training on other labels, which names the commands that change it", async () => {
    const folder = await folderWithModel();
    await run(folder, [...correctOne, "login"]);
    writeFileSync(join(folder, "rows.csv"), "text,label\nmy parcel,refund\n");
    const { stderr } = await run(folder, ["train", "--load", "FOLDER/m", "--data", "FOLDER/rows.csv"]);
    const command = `pilesort correct --load ${folder}/m`;
    expect(stderr).toContain(
      `Warning: 1 row has another label than a correction of the same text: "my parcel" is "refund" in the data and was corrected to "login" (correction 1). The correction is kept; to change it, correct the text again or undo the correction. Commands: ${command} --text TEXT --label NAME, or ${command} --undo NUMBER.\n`,
    );
    expect((await run(folder, ["classify", "--load", "FOLDER/m", "my parcel"])).stdout).toContain("login");
  });

  it("takes several corrections from a file, and pins them", async () => {
    const folder = await folderWithModel();
    writeFileSync(join(folder, "wrong.csv"), "text,label\nmy parcel,delivery\nlate again,delivery\n");
    const { stdout } = await run(folder, [
      "correct",
      "--load",
      "FOLDER/m",
      "--data",
      "FOLDER/wrong.csv",
      "--pin",
    ]);
    expect(stdout).toContain('"delivery" is a new class.');
    const { stdout: json } = await run(folder, ["history", "FOLDER/m", "--json"]);
    expect(JSON.parse(json).pinned).toEqual([
      { text: "my parcel", label: "delivery" },
      { text: "late again", label: "delivery" },
    ]);
    const { stderr } = await run(folder, [...correctOne, "login"]);
    expect(stderr).toContain(
      'A pinned test fails: "my parcel" must be "delivery" and is answered with "login".',
    );
  });

  it.each<[string, string[], RegExp]>([
    [
      "neither a text nor a file",
      ["correct", "--load", "FOLDER/m"],
      /Give --text and --label, --data FILE, or --undo/,
    ],
    [
      "a text without a label",
      ["correct", "--load", "FOLDER/m", "--text", "a"],
      /Give --text and --label together/,
    ],
    ["a correction and --undo", [...correctOne, "login", "--undo"], /Give either --undo or a correction/],
    [
      "a label that is nearly a class",
      [...correctOne, "Login"],
      /--label: the label "Login" .*--accept-new-labels/,
    ],
    ["nothing to undo", ["correct", "--load", "FOLDER/m", "--undo"], /There is no correction to undo/],
    ["a missing model", ["correct", "--load", "FOLDER/x/y", "--undo"], /There is no such folder/],
  ])("says in one sentence that it cannot use %s", async (_, words, sentence) => {
    const folder = await folderWithModel();
    const { status, stderr } = await run(folder, words);
    expect(status).toBe(2);
    expect(stderr.trim().split("\n")).toEqual([expect.stringMatching(sentence)]);
  });

  it("shows hostile texts and names without obeying them", async () => {
    const folder = await folderWithModel();
    const words = ["correct", "--load", "FOLDER/m", "--text", `my ${evil} text`, "--label", `a ${evil} name`];
    const all = [await run(folder, words), await run(folder, ["history", "FOLDER/m"])];
    all.push(await run(folder, ["suggest", "--load", "FOLDER/m", "--input", "FOLDER/texts.txt"]));
    for (const { status, stdout, stderr } of all) {
      expect(status).toBe(0);
      expect(stdout + stderr).not.toMatch(obeyed);
    }
  });
});

describe("pilesort suggest", () => {
  it("lists texts with the predicted class, and says that they are hard ones", async () => {
    const folder = await folderWithModel();
    const words = ["suggest", "--load", "FOLDER/m", "--input", "FOLDER/texts.txt", "-n", "2"];
    const { stdout, stderr } = await run(folder, words);
    expect(stderr).toContain("Read 4 texts, and compared 4 texts without a label.");
    expect(stdout.split("\n").filter((line) => line.startsWith('"')).length).toBe(2);
    expect(stdout).toContain("They do not show the quality of the model");
    const { suggestions, read } = JSON.parse((await run(folder, [...words, "--json"])).stdout);
    expect([suggestions.length, read]).toEqual([2, 4]);
  });
});

describe("pilesort label", () => {
  const words = [
    "label",
    "--load",
    "FOLDER/m",
    "--input",
    "FOLDER/texts.txt",
    "--output",
    "FOLDER/labels.jsonl",
  ];
  const labelsIn = (folder: string) =>
    readFileSync(join(folder, "labels.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  it("needs a terminal", async () => {
    const folder = await folderWithModel();
    const { status, stderr } = await run(folder, words);
    expect(status).toBe(2);
    expect(stderr.trim().split("\n")).toEqual([expect.stringMatching(/reads keys from a terminal/)]);
    expect(existsSync(join(folder, "labels.jsonl"))).toBe(false);
  });

  it("writes each label, takes one back, skips, quits, and resumes with the other texts", async () => {
    const folder = await folderWithModel();
    const first = await run(folder, words, { isTerminal: true, input: "1u2sq" });
    expect(first.status).toBe(0);
    expect(first.stdout).toContain("Labeled 1 text. These texts were chosen because they are hard.");
    expect(labelsIn(folder).map(({ label }) => label)).toEqual(["login"]);
    const second = await run(folder, words, { isTerminal: true, input: "/ref\r1nnew one\r" });
    expect(second.stdout).toContain("Labeled 3 texts.");
    const labels = labelsIn(folder);
    expect(labels.map(({ label }) => label)).toEqual(["login", "refund", "refund", "new one"]);
    expect(labels.map(({ text }) => text).sort()).toEqual([...texts].sort());
    const third = await run(folder, words, { isTerminal: true, input: "" });
    expect(third.stdout).toContain("Labeled 0 texts.");
    const { status } = await run(folder, ["train", "--load", "FOLDER/m", "--data", "FOLDER/labels.jsonl"]);
    expect(status).toBe(0);
  });

  it("asks for several labels of each text if the model gives several", async () => {
    const folder = await folderWithModel();
    const train = ["train", "--classes", "FOLDER/classes.json", "--multi-label", "--save", "FOLDER/several"];
    await run(folder, train);
    const several = words.map((word) => (word === "FOLDER/m" ? "FOLDER/several" : word));
    const first = await run(folder, several, { isTerminal: true, input: "12\ru121\r\rq" });
    expect(first.stdout).toContain("Chosen: refund, login\n-> refund, login\n");
    expect(first.stdout).toContain("Chosen: login\n-> login\n");
    expect(labelsIn(folder).map(({ labels }) => labels)).toEqual([["login"], []]);
    const second = await run(folder, several, { isTerminal: true, input: "/log\rnnew one\r\rsq" });
    expect(second.stderr).toContain("2 texts in");
    expect(labelsIn(folder).map(({ labels }) => labels)).toEqual([["login"], [], ["login", "new one"]]);
    const learn = ["train", "--load", "FOLDER/several", "--data", "FOLDER/labels.jsonl"];
    expect((await run(folder, learn)).status).toBe(0);
    // The file of a model with several labels is not one of labels for another model.
    expect((await run(folder, words, { isTerminal: true })).stderr).toMatch(/texts without the field label,/);
  });

  it("keeps the labels of a session that was killed in the middle of a line, and no other file", async () => {
    const folder = await folderWithModel();
    const whole = `${JSON.stringify({ text: texts[0], label: "login" })}\n`;
    writeFileSync(join(folder, "labels.jsonl"), `${whole}{"text": "my pass`);
    await run(folder, words, { isTerminal: true, input: "1q" });
    expect(labelsIn(folder).map(({ label }) => label)).toEqual(["login", "refund"]);
    writeFileSync(join(folder, "labels.jsonl"), "a diary\n");
    const { status } = await run(folder, words, { isTerminal: true, input: "1q" });
    expect(status).toBe(2);
    expect(readFileSync(join(folder, "labels.jsonl"), "utf8")).toBe("a diary\n");
  });
});

// These run the built package, as `npm test` does after building it.
describe.skipIf(!existsSync(join(root, "dist/cli/main.js")))("processes that correct one model", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await folderWithModel();
  });
  const correct = (text: string) =>
    start(["correct", "--load", "m", "--text", text, "--label", "login"], folder);
  const corrections = async () =>
    JSON.parse((await run(folder, ["history", "FOLDER/m", "--json"])).stdout).corrections;

  it("wait for each other, so that no correction is lost", async () => {
    const all = await Promise.all(["one", "two", "three"].map((text) => correct(text).finished));
    expect(all.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect((await corrections()).map(({ text }: { text: string }) => text).sort()).toEqual([
      "one",
      "three",
      "two",
    ]);
  });

  it("leave the model with or without the correction if they are killed", async () => {
    const before = (await corrections()).length;
    for (const milliseconds of [300, 600, 900, 1200]) {
      const { process, finished } = correct(`killed ${milliseconds}`);
      setTimeout(() => process.kill("SIGKILL"), milliseconds);
      await finished;
      await corrections();
    }
    expect((await correct("last").finished).status).toBe(0);
    expect((await corrections()).length).toBeGreaterThan(before);
    expect(readdirSync(folder).sort()).toEqual(["classes.json", "m", "texts.txt"]);
  });
});
