import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonRecords } from "../../src/files/json-records.ts";
import { type DataRecord, isBadRow } from "../../src/files/records.ts";
import { anyCuts, anyText, collect, fileOf, mistakeIn, pieces } from "../task/sources.ts";

async function recordsIn(content: string, cuts: readonly number[] = []): Promise<DataRecord[]> {
  const results = await collect(readJsonRecords(pieces(content, cuts)));
  return results.filter((result): result is DataRecord => !isBadRow(result));
}

async function fieldsIn(content: string, cuts: readonly number[] = []): Promise<unknown[]> {
  return (await recordsIn(content, cuts)).map(({ fields }) => fields);
}

const rows = [
  { text: "a", label: "x" },
  { text: "b", label: "y" },
];

describe("the records of a .json file", () => {
  it.each<[string, string]>([
    ["a list of objects", JSON.stringify(rows)],
    ["a list over several lines, with a byte order mark", `\ufeff${JSON.stringify(rows, null, 2)}\n`],
    ["an object that holds a list", JSON.stringify({ version: 1, mails: rows })],
    ["an object that holds data among other lists", JSON.stringify({ users: [{ id: 1 }], data: rows })],
    ["objects that follow each other", rows.map((row) => JSON.stringify(row)).join("\n")],
    ["a table of columns", JSON.stringify({ text: ["a", "b"], label: ["x", "y"] })],
    ["a table of columns by row", JSON.stringify({ text: { 0: "a", 1: "b" }, label: { 0: "x", 1: "y" } })],
    [
      "a table with its columns apart",
      JSON.stringify({
        columns: ["text", "label"],
        index: [0, 1],
        data: [
          ["a", "x"],
          ["b", "y"],
        ],
      }),
    ],
  ])("are read from %s", async (_, content) => {
    expect(await fieldsIn(content)).toEqual(rows);
  });

  it("are numbered from 1, and numbers keep their text", async () => {
    const found = await collect(
      readJsonRecords(pieces('{"data": [{"id": 9007199254740993}, {"id": 1.50}]}')),
    );
    expect(found.map(({ line, raw }) => [line, raw])).toEqual([
      [1, '{"id": 9007199254740993}'],
      [2, '{"id": 1.50}'],
    ]);
  });

  it("are on one line each, wherever the file has line breaks", async () => {
    const content = '[\n  {\n    "a b":\t1,\r\n    "text": "x\\n  y"\n  }\n]';
    const [{ raw }] = await recordsIn(content);
    expect(raw).toBe('{ "a b":\t1, "text": "x\\n  y" }');
  });

  it("are texts if the list holds texts", async () => {
    expect(await fieldsIn('["a", "b]"]')).toEqual([{ text: "a" }, { text: "b]" }]);
  });

  it.each(["", "  ", "[]", "{}"])("are none in %j, or one that is empty", async (content) => {
    expect((await fieldsIn(content)).length).toBeLessThanOrEqual(1);
  });

  it("are one if an object is a record itself", async () => {
    const task = { data: { text: "a" }, annotations: [{ result: [] }] };
    expect(await fieldsIn(JSON.stringify(task))).toEqual([task]);
    const review = { text: "a", tags: [{ name: "x" }] };
    expect(await fieldsIn(JSON.stringify(review))).toEqual([review]);
  });

  it("are the same for any chunks and any text", async () => {
    const property = fc.asyncProperty(fc.array(anyText), anyCuts, async (texts, cuts) => {
      const content = JSON.stringify(texts.map((text) => ({ text, [text]: [text] })));
      expect(await fieldsIn(content, cuts)).toEqual(JSON.parse(Buffer.from(content).toString()));
    });
    await fc.assert(property, { numRuns: 50 });
  });
});

describe("an invalid record of a .json file", () => {
  it.each<[string, RegExp]>([
    ['{"text": }', /is not valid JSON/],
    ["7", /is not an object/],
    ["[1]", /is not an object/],
    ["null", /is not an object/],
  ])("is a separate value, and reading continues after it: %s", async (raw, reason) => {
    const content = `[{"text": "a"}, ${raw}, {"text": "b"}]`;
    const [first, bad, last] = await collect(readJsonRecords(pieces(content)));
    expect(bad).toEqual({ source: "the input", line: 2, raw, reason: expect.stringMatching(reason) });
    expect([first, last]).toMatchObject([{ fields: { text: "a" } }, { line: 3, fields: { text: "b" } }]);
  });
});

describe("a .json file is rejected with the number of the record", () => {
  it.each<[string, RegExp]>([
    ['[{"text": "a"} {"text": "b"}]', /, line 1: .*comma or \]/],
    ['[{"text": "a"}', /, line 1: .*comma or \]/],
    ['[{"text": "a', /cut short/],
    ["[", /cut short/],
    ['{"text": "a', /cut short/],
    ["7", /neither a list nor an object/],
    ['[{"text": "a"}] 8', /something follows its end/],
    ['{"a": [{"x": 1}], "b": [{"x": 1}]}', /several lists of objects \("a", "b"\)/],
  ])("%s", async (content, sentence) => {
    const path = fileOf("rows.json", content);
    const message = await mistakeIn(() => collect(readJsonRecords(path)));
    expect(message).toMatch(sentence);
    expect(message).toContain(path);
  });
});
