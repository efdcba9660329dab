import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pilesort } from "./processes.ts";

/** Sentences with their class. The two default descriptions must be enough to classify them. */
const sentences: readonly (readonly [string, string])[] = [
  ["cat", "meow"],
  ["cat", "I like to sharpen my claws on the furniture."],
  ["cat", "I like to sleep under the bed and purr."],
  ["cat", "Meow, human! I'm famished! Where's my food?"],
  ["cat", "Purr-fect."],
  ["cat", "Hiss! Who dared to wake me from my nap? I'll have my revenge... later."],
  ["dog", "woof"],
  ["dog", "I like to roll in the mud."],
  ["dog", "I like to run any play with a ball."],
  ["dog", "My owner is charlie brown."],
  ["dog", "I'm so happy to see you! Can we go for a walk/play fetch/get treats now?"],
  ["dog", "I'm feeling a little ruff today, can you give me a belly rub to make me feel better?"],
];

let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "pilesort-cli-home-"));
  const trained = await pilesort(["train", "--defaults"], home);
  expect(trained).toMatchObject({ status: 0, stderr: "" });
  expect(trained.stdout).toMatch(
    /^No classes were given, so the default classes are used: cat and dog\.\nTrained 2 classes from \d+ description snippets in [\d.]+ s\.\nProbabilities are calibrated .*\.\nSaved to models\/my_model\. Try: pilesort classify --load models\/my_model "some text"\n$/,
  );
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Parses JSON lines. */
function objects(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

describe("the default cat and dog classes", () => {
  const isPun = (text: unknown) => String(text).includes("a little ruff");

  it("are distinguished with a clear probability in eleven of twelve sentences", async () => {
    const plain = sentences.filter(([, text]) => !isPun(text));
    expect(plain).toHaveLength(11);
    const { status, stdout } = await pilesort(["classify", "--json", ...plain.map(([, text]) => text)], home);
    expect(status).toBe(0);
    const answers = objects(stdout);
    expect(answers.map(({ text, prediction }) => [prediction, text])).toEqual(plain);
    expect(answers.filter(({ probability }) => (probability as number) < 0.6)).toEqual([]);
  });

  // Known error: the encoder does not know the pun "ruff", and the descriptions do not mention belly rubs.
  it.fails("are distinguished in the sentence with a pun", async () => {
    const pun = sentences.filter(([, text]) => isPun(text));
    const { stdout } = await pilesort(["classify", "--json", ...pun.map(([, text]) => text)], home);
    expect(objects(stdout).map(({ text, prediction }) => [prediction, text])).toEqual(pun);
  });

  it.each([
    ["added to them", ["--load", "models/my_model"]],
    ["alone, without prompts", []],
  ])("follow two examples %s", async (_, load) => {
    const rows = ["--train", "cat: i like milk.", "--train", "dog: i like bones"];
    const folder = join(home, "milk-and-bones");
    expect(await pilesort(["train", ...load, ...rows, "--save", folder], home)).toMatchObject({ status: 0 });
    const { stdout } = await pilesort(
      ["classify", "--load", folder, "--json", "i like milk", "i like bones"],
      home,
    );
    expect(objects(stdout).map(({ prediction }) => prediction)).toEqual(["cat", "dog"]);
  });

  it("show data, prediction and probabilities by name, texts given either way", async () => {
    const { stdout } = await pilesort(["classify", "woof", "--data", "meow", "--data", "purr"], home);
    const shown =
      /^data: (.*)\nprediction: (.*)\nprobabilities:\n {2}\w+ +0\.\d{3}\n {2}\w+ +0\.\d{3}\nnone of these: 0\.\d{3}$/;
    const answers = stdout.trimEnd().split("\n\n");
    expect(answers.map((answer) => answer.match(shown)?.slice(1))).toEqual([
      ["woof", "dog"],
      ["meow", "cat"],
      ["purr", "cat"],
    ]);
  });
});

describe("classifying rows", () => {
  const texts = ["woof", "", 'meow, "loud"', "grüße 😀", "  purr  "];

  it("keeps order and fields of JSON lines, numbers to the last digit", async () => {
    const rows = texts.map(
      (text, i) => `{"id": 9007199254740993${i}, "text": ${JSON.stringify(text)}, "tags": ["a", null]}`,
    );
    const words = ["classify", "--input", "-", "--format", "jsonl"];
    const { status, stdout } = await pilesort(words, home, `${rows.join("\n")}\n`);
    expect(status).toBe(0);
    const written = stdout.trimEnd().split("\n");
    expect(written.map((line) => line.match(/9007199254740993\d/)?.[0])).toEqual(
      texts.map((_, i) => `9007199254740993${i}`),
    );
    expect(objects(stdout)).toMatchObject(texts.map((text) => ({ text, tags: ["a", null], ...answered })));
  });

  it("keeps order and columns of CSV, and writes probabilities as JSON in a cell", async () => {
    const input = texts.map((text, i) => ({ id: `00${i}`, body: text }));
    writeFileSync(join(home, "rows.csv"), stringify(input, { header: true }));
    const words = [
      "classify",
      "--input",
      "rows.csv",
      "--text-field",
      "body",
      "--output",
      "sorted.csv",
      "--none",
    ];
    expect(await pilesort(words, home)).toMatchObject({ status: 0, stdout: "" });
    const output: Record<string, string>[] = parse(readFileSync(join(home, "sorted.csv")), { columns: true });
    expect(output.map(({ id, body }) => ({ id, body }))).toEqual(input);
    expect(Object.keys(output[0])).toEqual([
      ...["id", "body", "prediction", "probability", "probabilities", "outcome", "none_probability"],
    ]);
    for (const { probabilities } of output)
      expect(Object.keys(JSON.parse(probabilities)).sort()).toEqual(["cat", "dog"]);
  });

  it("classifies lines of the standard input in their order", async () => {
    const { status, stdout } = await pilesort(["classify", "--json"], home, "woof\nmeow\r\npurr");
    expect(status).toBe(0);
    expect(objects(stdout).map(({ text, prediction }) => [text, prediction])).toEqual([
      ["woof", "dog"],
      ["meow", "cat"],
      ["purr", "cat"],
    ]);
  });

  it("reports the number of texts on the standard error, without a bar if that is not a terminal", async () => {
    const { stderr } = await pilesort(["classify"], home, "woof\nmeow\n");
    expect(stderr).toMatch(/^Classified 2 texts in [\d.]+ s \([\d,]+ texts\/s\)\.\n$/);
  });

  it("counts the rows without a text", async () => {
    const { stderr } = await pilesort(
      ["classify", "--format", "jsonl"],
      home,
      '{"text": "woof"}\n{"text": " "}\n',
    );
    expect(stderr).toContain("; 1 without a text, so that its answer says nothing.");
  });

  it.each([["--top"], ["--top_n"]])("reports only the most probable classes with %s", async (flag) => {
    const { stdout } = await pilesort(["classify", "--json", flag, "1", "woof"], home);
    expect(objects(stdout).map(({ probabilities }) => Object.keys(probabilities as object))).toEqual([
      ["dog"],
    ]);
  });

  it("answers unsure below the threshold", async () => {
    const { stdout } = await pilesort(["classify", "--json", "--threshold", "1", "woof"], home);
    expect(objects(stdout)).toMatchObject([{ text: "woof", prediction: null, outcome: "unsure" }]);
  });
});

const answered = {
  prediction: expect.stringMatching(/^(cat|dog)$/),
  probability: expect.any(Number),
  probabilities: { cat: expect.any(Number), dog: expect.any(Number) },
};

it("evaluate scores a saved model on labeled rows", async () => {
  const rows = sentences.map(([label, text]) => JSON.stringify({ text, label })).join("\n");
  writeFileSync(join(home, "labeled.jsonl"), rows);
  const { status, stdout } = await pilesort(["evaluate", "--data", "labeled.jsonl", "--json"], home);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: sentences.length, accuracy: 11 / 12, unknownLabels: [] });
});

it("train --json prints one object with the report and the folder", async () => {
  const words = [
    "train",
    "--class",
    "a: Apples are red.",
    "b: Bananas are yellow.",
    "--save",
    "fruit",
    "--json",
  ];
  const { stdout } = await pilesort(words, home);
  expect(JSON.parse(stdout)).toMatchObject({
    classes: 2,
    real: 0,
    saved: "fruit",
    seconds: expect.any(Number),
  });
});
