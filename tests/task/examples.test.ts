import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { placeOfExample } from "../../src/task/example-places.ts";
import {
  readEvaluationRows,
  readExamples,
  readGenerated,
  readNoneExamples,
} from "../../src/task/examples.ts";
import { fileOf, mistakeIn, pieces } from "./sources.ts";

describe("labeled rows", () => {
  it.each([
    ["JSONL", "rows.jsonl", '{"text": "meow", "label": "cat", "id": 1}\n{"label": " dog ", "text": ""}\n'],
    ["CSV", "rows.csv", "id,label,text\n1,cat,meow\n2, dog ,\n"],
    [
      "newline-delimited JSON",
      "rows.ndjson",
      '{"text": "meow", "label": "cat"}\n{"text": "", "label": "dog"}\n',
    ],
  ])("of %s are real examples in their order", async (_, name, content) => {
    expect(await readExamples(fileOf(name, content))).toEqual([
      { label: "cat", text: "meow", origin: "real" },
      { label: "dog", text: "", origin: "real" },
    ]);
  });

  it("may have numbers for labels", async () => {
    const labels = ["0", "-1", "1.0", "1.50", "1e3", "0.1", '"01"', "9007199254740991"];
    const content = labels.map((label) => `{"text": "a", "label": ${label}}`).join("\n");
    const found = await readExamples(pieces(content), { format: "jsonl" });
    expect(found.map(({ label }) => label)).toEqual([
      "0",
      "-1",
      "1",
      "1.5",
      "1000",
      "0.1",
      "01",
      "9007199254740991",
    ]);
  });

  it.each([
    ["no label", "a.jsonl", '{"text": "a", "label": "x"}\n{"text": "b"}'],
    ["a label that is null", "a.jsonl", '{"text": "a", "label": "x"}\n{"text": "b", "label": null}'],
    ["an empty cell for a label", "a.csv", "text,label\na,x\nb,\n"],
    ["a blank label", "a.csv", "text,label\na,x\nb, \n"],
  ])("with %s have an empty label and a place", async (_, name, content) => {
    const path = fileOf(name, content);
    const found = await readExamples(path);
    expect(found.map(({ label }) => label)).toEqual(["x", ""]);
    expect(placeOfExample(found[1])).toEqual({ source: path, line: name === "a.csv" ? 3 : 2 });
  });

  it("may have any string as a label", async () => {
    const names = ["__proto__", "constructor", "none", "1"];
    const content = names.map((label) => JSON.stringify({ text: "a", label })).join("\n");
    expect((await readExamples(pieces(content))).map(({ label }) => label)).toEqual(names);
  });

  it.each([
    [
      "no column of labels",
      "a.csv",
      "text,id,place\na,1,x\n",
      'line 1: has no column "label"; name the one that holds the label with the option labelField. Its columns: "text", "id", "place". The first line must hold the names of the columns.',
    ],
    [
      "several labels",
      "a.jsonl",
      '{"text": "a", "label": ["x", "y"]}',
      'line 1: has 2 labels ("x", "y"), but a text can have only one; keep one, or leave such rows out with the option onBadRow skip.',
    ],
    [
      "a label that is an object",
      "a.jsonl",
      '{"text": "a", "label": {"x": 1}}',
      'line 1: has a label that is not a string ({"x":1}); put it in quotes.',
    ],
    [
      "a label of more digits than a number holds",
      "a.jsonl",
      '{"text": "a", "label": 9007199254740993}',
      "line 1: has a label that is not a string (9007199254740992); put it in quotes.",
    ],
  ])("%s is rejected with file and line", async (_, name, content, sentence) => {
    const path = fileOf(name, content);
    expect(await mistakeIn(() => readExamples(path))).toBe(`${path}, ${sentence}`);
  });

  it("cannot be lines without __label__", async () => {
    const path = fileOf("a.txt", "meow\n");
    expect(await mistakeIn(() => readExamples(path))).toBe(
      `${path}: holds texts without labels; labeled rows must be JSONL, CSV or lines with __label__.`,
    );
  });
});

describe("generated examples", () => {
  // The form in which lamini's LaminiClassifier.save_examples writes them, through jsonlines.
  const saved = `{"class_name": "cat", "examples": ["Meow.", "He said \\"purr\\"."]}
{"class_name": "dog", "examples": []}
{"class_name": "bird", "examples": "Tweet."}
`;

  it("are read as Lamini's classifier saves them", async () => {
    expect(await readGenerated(fileOf("saved_examples.jsonl", saved))).toEqual([
      { label: "cat", text: "Meow.", origin: "generated" },
      { label: "cat", text: 'He said "purr".', origin: "generated" },
      { label: "bird", text: "Tweet.", origin: "generated" },
    ]);
  });

  it("may be on several lines per class, and other fields and blank texts are skipped", async () => {
    const content =
      '{"class_name": " 1", "examples": ["a", " ", ""], "model": "x"}\n\n{"class_name": 1, "examples": ["b"]}';
    expect((await readGenerated(pieces(content))).map(({ label, text }) => [label, text])).toEqual([
      ["1", "a"],
      ["1", "b"],
    ]);
  });

  it("may be one text per line with its labels, which gives one example per label", async () => {
    const content = `${saved}{"text": "It purrs and barks", "labels": ["cat", "dog", "cat"], "generator": "m", "call": "c"}
{"text": " ", "labels": ["cat"]}
`;
    const source = { generator: "m", call: "c" };
    expect((await readGenerated(pieces(content))).slice(3)).toEqual([
      { label: "cat", text: "It purrs and barks", origin: "generated", source },
      { label: "dog", text: "It purrs and barks", origin: "generated", source },
    ]);
  });

  const like = '{"class_name": "some class", "examples": ["a text", "another"]}';
  const either = `must be an object such as ${like}, or {"text": "a text", "labels": ["some class"]}.`;
  it.each([
    ["a labeled row", '{"text": "a", "label": "x"}', either],
    ["a text without labels", '{"text": "a", "labels": []}', either],
    ["examples that are no texts", '{"class_name": "a", "examples": [1]}', either],
    [
      "a blank name",
      '{"class_name": " ", "examples": ["a"]}',
      "The name of a class is empty; give each class a name.",
    ],
    ["a list", "[]", `is not an object; each line must be an object such as ${like}.`],
  ])("%s is rejected with file and line", async (_, line, sentence) => {
    const path = fileOf("a.jsonl", `${saved}${line}\n`);
    expect(await mistakeIn(() => readGenerated(path))).toBe(`${path}, line 4: ${sentence}`);
  });
});

describe("the source of generated examples", () => {
  const line = (sources: unknown) =>
    JSON.stringify({ class_name: "cat", examples: ["a", " ", "b", "c"], sources });
  const from = (call: string, examples: number) => ({ generator: "m", call, examples });
  const callsOf = async (sources: unknown) =>
    (await readGenerated(pieces(line(sources)))).map(({ text, source }) => [text, source?.call]);

  it("is found by counting consecutive texts, including blank ones", async () => {
    expect(await callsOf([from("1", 2), from("2", 2)])).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["c", "2"],
    ]);
    expect((await readGenerated(pieces(line([from("1", 4)]))))[0]).toEqual({
      label: "cat",
      text: "a",
      origin: "generated",
      source: { generator: "m", call: "1" },
    });
  });

  it.each<[string, unknown]>([
    ["there are none", undefined],
    ["a text was added", [from("1", 3)]],
    ["a text was taken out", [from("1", 5)]],
    ["a count is absurd", [from("1", 1e15)]],
    ["a count is none", [from("1", 0), from("2", 4)]],
    ["they have another form", "somebody"],
    ["they lack a call", [{ generator: "m", examples: 4 }]],
  ])("is unknown if %s, and the texts are still read", async (_, sources) => {
    expect(await callsOf(sources)).toEqual([
      ["a", undefined],
      ["b", undefined],
      ["c", undefined],
    ]);
  });
});

describe("out-of-scope texts", () => {
  it.each([
    ["JSONL", "none.jsonl", '{"text": "a"}\n{"text": "b", "label": "x", "id": 1}\n'],
    ["CSV", "none.csv", "id,text\n1,a\n2,b\n"],
    ["lines", "none.txt", "a\nb\n"],
  ])("of %s are real, and labels are ignored", async (_, name, content) => {
    expect(await readNoneExamples(fileOf(name, content))).toEqual([
      { text: "a", origin: "real" },
      { text: "b", origin: "real" },
    ]);
  });

  it("are generated if the file names their source", async () => {
    const content = '{"text": "a", "generator": "m", "call": "1"}\n{"text": "b", "generator": "m"}\n';
    expect(await readNoneExamples(fileOf("none.jsonl", content))).toEqual([
      { text: "a", origin: "generated", source: { generator: "m", call: "1" } },
      { text: "b", origin: "real" },
    ]);
  });
});

describe("evaluation rows", () => {
  it("may have the label null, which means out of scope", async () => {
    const lines = [
      '{"text": "a", "label": "x"}',
      '{"text": "b", "label": null}',
      '{"text": "c", "label": 1}',
    ];
    expect(await readEvaluationRows(pieces(lines.join("\n")), { format: "jsonl" })).toEqual([
      { text: "a", label: "x" },
      { text: "b", label: null },
      { text: "c", label: "1" },
    ]);
  });

  it.each([
    ["an empty label", '{"text": "a", "label": ""}', "jsonl" as const],
    ["an empty cell", "text,label\na,\n", "csv" as const],
  ])('have the label "" for %s, which is not out of scope', async (_, text, format) => {
    expect(await readEvaluationRows(pieces(text), { format })).toEqual([{ text: "a", label: "" }]);
  });

  it.each([
    ["a row without a label", '{"text": "a"}', "jsonl" as const],
    ["lines", "a\nb\n", "lines" as const],
  ])("reject %s", async (_, text, format) => {
    await expect(readEvaluationRows(pieces(text), { format })).rejects.toThrow(InputError);
  });
});
