import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { BadRow } from "../../../src/files/records.ts";
import { readExamples } from "../../../src/task/examples.ts";
import { readRows } from "../../../src/task/rows/read-rows.ts";
import type { ReadRowsOptions } from "../../../src/task/rows/row.ts";
import type { RowFormat } from "../../../src/task/rows/row-format.ts";
import { collect, fileOf, mistakeIn, pieces } from "../sources.ts";

async function skipping(content: string, format: RowFormat, options: ReadRowsOptions = {}) {
  const bad: BadRow[] = [];
  const rows = await collect(
    readRows(pieces(content), {
      format,
      onBadRow: "skip",
      onBadRowSkipped: (row) => void bad.push(row),
      ...options,
    }),
  );
  return { texts: rows.map(({ text }) => text), bad };
}

describe("invalid rows", () => {
  it("are skipped and reported with line, reason and text", async () => {
    const lines = [
      '{"text": "a"}',
      '{"text": null}',
      '{"text": 5}',
      '{"text": ["b"]}',
      "{",
      "[]",
      '{"id": 1}',
    ];
    const { texts, bad } = await skipping([...lines, '{"text": "c"}'].join("\n"), "jsonl");
    expect(texts).toEqual(["a", "c"]);
    expect(bad.map(({ line, raw }) => [line, raw])).toEqual(lines.slice(1).map((raw, i) => [i + 2, raw]));
    expect(bad.map(({ reason }) => reason)).toEqual([
      'has null in the field "text", which must be a string.',
      'has a number in the field "text", which must be a string.',
      'has a list in the field "text", which must be a string.',
      expect.stringMatching(/^is not valid JSON /),
      'is not an object; each line must be an object such as {"text": "some text"}.',
      'has no field "text". Its fields: "id".',
    ]);
  });

  it("may come first: the fields are chosen by the first valid row", async () => {
    expect(await skipping('{"a": 1, "b": 2}\n{"message": "a"}\n', "jsonl")).toMatchObject({
      texts: ["a"],
      bad: [{ line: 1 }],
    });
  });

  it("of CSV are reported as they are in the file", async () => {
    const { texts, bad } = await skipping('id;text\n1;a\n2;"b\nc";d\n3\n4;e\n', "csv");
    expect(texts).toEqual(["a", "e"]);
    expect(bad.map(({ line, raw }) => [line, raw])).toEqual([
      [3, '2;"b\nc";d'],
      [5, "3"],
    ]);
  });

  it("are reported one by one, and reading waits", async () => {
    let waiting = 0;
    const { texts } = await skipping("{\n{\n".repeat(100), "jsonl", {
      async onBadRowSkipped() {
        expect(++waiting).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        waiting--;
      },
    });
    expect(texts).toEqual([]);
  });

  it("are an error by default, after the rows before them", async () => {
    const seen: string[] = [];
    const reading = async () => {
      for await (const { text } of readRows(pieces('{"text": "a"}\n{"text": null}\n'), { format: "jsonl" })) {
        seen.push(text);
      }
    };
    expect(await mistakeIn(reading)).toBe(
      'the input, line 2: has null in the field "text", which must be a string.',
    );
    expect(seen).toEqual(["a"]);
  });

  it("have the policies stop and skip only", async () => {
    const options = { format: "jsonl", onBadRow: "ignore" as "skip" } as const;
    expect(await mistakeIn(() => readRows(pieces(""), options))).toBe(
      'The option onBadRow must be "stop" or "skip"; got "ignore".',
    );
  });
});

describe("several fields of text", () => {
  const textField = ["subject", "body"];

  it("are joined by line breaks, without empty and absent ones", async () => {
    const csv = await skipping("subject,body\na,b\n,c\nd,\n,\n", "csv", { textField });
    expect(csv.texts).toEqual(["a\nb", "c", "d", ""]);
    const json = '{"subject": "a", "body": "b"}\n{"subject": null, "body": "c"}\n{"body": "d"}\n';
    expect((await skipping(json, "jsonl", { textField })).texts).toEqual(["a\nb", "c", "d"]);
  });

  it("are rejected if none exists or one is not a string", async () => {
    const json = '{"subject": null, "body": null}\n{"subject": "a", "body": 1}\n{"subject": "a"}\n';
    const { texts, bad } = await skipping(json, "jsonl", { textField });
    expect([texts, bad.map(({ reason }) => reason)]).toEqual([
      ["a"],
      [
        'has null in the field "subject", which must be a string.',
        'has a number in the field "body", which must be a string.',
      ],
    ]);
  });
});

describe("labels", () => {
  const labelsIn = async (content: string, options: ReadRowsOptions = {}) =>
    (await readExamples(pieces(content), { format: "csv", ...options })).map(({ label }) => label);

  it("of a column named tags are rejected if they look like several", async () => {
    expect(await labelsIn("text,tags\na,x\n")).toEqual(["x"]);
    expect(await mistakeIn(() => labelsIn('text,tags\na,"x, y"\n'))).toBe(
      'the input, line 2: seems to have several labels ("x, y"); say what separates them with the option labelSeparator, ' +
        "or name the field with the option labelField to take each cell as one label.",
    );
    expect(await labelsIn('text,tags\na,"x, y"\n', { labelField: "tags" })).toEqual(["x, y"]);
    expect(await labelsIn('text,category\na,"x, y"\n')).toEqual(["x, y"]);
  });

  it("that are separated must be one, without blanks and repetitions", async () => {
    const options = { labelSeparator: ";" };
    expect(await labelsIn("text,tags\na,x\nb, y ;\nc,z;z\n", options)).toEqual(["x", "y", "z"]);
    expect(await mistakeIn(() => labelsIn("text,tags\na,x;y\n", options))).toBe(
      'the input, line 2: has 2 labels ("x", "y"), but a text can have only one; keep one, or leave such rows out with the option onBadRow skip.',
    );
    expect(await labelsIn("text,tags\na,;\n", options)).toEqual([""]);
  });

  it("that are several become the only known class", async () => {
    const options = { labelSeparator: ",", classes: ["billing", "shipping"] };
    expect(await labelsIn('text,tags\na,"vip,billing"\n', options)).toEqual(["billing"]);
    expect(await mistakeIn(() => labelsIn('text,tags\na,"shipping,billing"\n', options))).toMatch(
      /has 2 labels/,
    );
  });

  it("may be numbers and booleans", async () => {
    const content =
      '{"text": "a", "label": true}\n{"text": "b", "label": 1}\n{"text": "c", "label": ["x"]}\n';
    expect(await labelsIn(content, { format: "jsonl" })).toEqual(["true", "1", "x"]);
  });
});

describe("labeled data without rows is rejected", () => {
  it.each([
    ["an empty file", "a.jsonl", "", "holds no rows."],
    ["blank lines", "a.jsonl", "\n\r\n\r", "holds no rows."],
    ["an empty CSV", "a.csv", "", "is empty; a CSV file begins with a line of column names."],
    [
      "a header alone",
      "a.csv",
      "id,text,label\r\n",
      'holds no rows under its header. Its columns: "id", "text", "label".',
    ],
    ["a header with rows of nothing", "a.csv", "text;label\n;\n ; \n", "holds no row that can be used."],
    ["an empty list", "a.json", "[]", "holds no rows."],
    ["no lines", "a.txt", "\n", "holds no rows."],
  ])("%s", async (_, name, content, sentence) => {
    const path = fileOf(name, content);
    expect(await mistakeIn(() => readExamples(path))).toBe(`${path}: ${sentence}`);
  });

  it("after all rows were skipped", async () => {
    const path = fileOf("a.jsonl", "{\n{\n");
    expect(await mistakeIn(() => readExamples(path, { onBadRow: "skip" }))).toBe(
      `${path}: holds no row that can be used.`,
    );
  });

  it.each(["a.train", "a.data.gz", "a"])("%s has no known format", async (name) => {
    const path = fileOf(name, '{"text": "a", "label": "x"}');
    expect(await mistakeIn(() => readExamples(path))).toMatch(
      /does not say the format of the rows; .* \.xlsx or \.parquet\.$/,
    );
  });
});

describe("what was detected", () => {
  it("is reported in one sentence per file", async () => {
    const notices: string[] = [];
    const path = fileOf("tickets.csv", "Subject;Body;Category\r\na;b;x\r\nc;d;y\r\n");
    const rows = await readExamples(path, { onNotice: (each) => notices.push(each) });
    expect(rows.map(({ text, label }) => [text, label])).toEqual([
      ["a\nb", "x"],
      ["c\nd", "y"],
    ]);
    expect(notices).toEqual([
      `${path}: delimiter ";", text from "Subject" and "Body" (joined by a line break), label from "Category". ` +
        "Choose others with the option delimiter, the option textField, the option labelField.",
    ]);
  });

  it.each([
    [
      "doccano",
      "a.jsonl",
      '{"id": 1, "text": "a", "label": ["x"]}\n{"id": 2, "text": "b", "label": []}\n',
      /export of doccano/,
    ],
    [
      "Label Studio",
      "a.json",
      '[{"id": 1, "data": {"text": "a"}, "annotations": [{"result": [{"type": "choices", "value": {"choices": ["x"]}}]}]}]',
      /export of Label Studio/,
    ],
    ["fastText", "a.txt", "__label__x a\n\n", /fastText/],
  ])("is reported of an export of %s", async (_, name, content, sentence) => {
    const notices: string[] = [];
    const path = fileOf(name, content);
    const rows = await readExamples(path, { onNotice: (each) => notices.push(each) });
    expect(rows.map(({ text, label }) => [text, label])).toEqual([["a", "x"]]);
    expect(notices[0]).toMatch(sentence);
    expect(notices.slice(1)).toEqual(
      name === "a.jsonl" ? [`${path}: 1 record has no label and is left out.`] : [],
    );
  });
});

describe("texts of tables", () => {
  const folder = join(import.meta.dirname, "../../files/fixtures");
  const read = async (name: string, textField: string) =>
    (await collect(readRows(join(folder, name), { textField, onBadRow: "skip" }))).map(({ text }) => text);

  it("are the cells of a spreadsheet, whatever they hold, and the strings of a parquet file", async () => {
    const sheet = await read("mails.xlsx", "ok");
    expect(sheet.length).toBeGreaterThan(0);
    expect(sheet.every((text) => typeof text === "string")).toBe(true);
    expect(await read("mails.parquet", "text")).toEqual(["Pay it back!", "Lovely é 😀"]);
    expect(await read("mails.parquet", "label")).not.toEqual([]);
  });

  it("need a file, not a stream", async () => {
    expect(await mistakeIn(() => readRows(pieces(""), { format: "xlsx" }))).toBe(
      "the input: cannot be read as xlsx, which needs a file; name one.",
    );
  });
});
