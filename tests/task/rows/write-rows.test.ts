import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unmarkedUtf16 } from "../../../src/files/detect-encoding.ts";
import { readRows } from "../../../src/task/rows/read-rows.ts";
import type { InputRow } from "../../../src/task/rows/row.ts";
import type { RowFormat } from "../../../src/task/rows/row-format.ts";
import { createRowWriter, type GainedFields } from "../../../src/task/rows/write-rows.ts";
import { anyText, collect, emptyFolder, fileOf, mistakeIn, pieces, throughUtf8 } from "../sources.ts";

/** What is written for rows that all gain the same. */
async function written(
  rows: AsyncIterable<InputRow> | Iterable<InputRow>,
  format: RowFormat,
  gained: GainedFields = {},
): Promise<string> {
  const stream = new PassThrough();
  const whole = text(stream);
  const writer = await createRowWriter(stream, { format });
  for await (const row of rows) await writer.write(row, gained);
  await writer.finish();
  stream.end();
  return whole;
}

const gained = {
  prediction: "dog",
  probability: 0.75,
  probabilities: { dog: 0.75, cat: 0.25 },
  nothing: undefined,
  none: null,
};
const answer =
  '"prediction": "dog", "probability": 0.75, "probabilities": {"dog":0.75,"cat":0.25}, "none": null';

describe("rows written as JSONL", () => {
  it.each([
    [
      "numbers, spacing and repeated keys",
      '{ "id":9007199254740993,"id": 1.50, "text": "a\\u00e9}" }',
      '{ "id":9007199254740993,"id": 1.50, "text": "a\\u00e9}"',
    ],
    ["blanks around the object", ' \t{"text": "a"} \r', '{"text": "a"'],
  ])("keep %s unchanged", async (_, line, kept) => {
    expect(await written(readRows(pieces(line), { format: "jsonl" }), "jsonl", gained)).toBe(
      `${kept}, ${answer}}\n`,
    );
  });

  it("may have no fields, or no added fields", async () => {
    expect(
      await written(
        [
          { text: "", fields: {}, raw: "{ }" },
          { text: "", fields: {} },
        ],
        "jsonl",
        gained,
      ),
    ).toBe(`{${answer}}\n`.repeat(2));
    expect(
      await written(
        [
          { text: "", fields: {}, raw: "{ }" },
          { text: "", fields: {} },
        ],
        "jsonl",
      ),
    ).toBe("{}\n".repeat(2));
  });

  it("have the columns of CSV in their order", async () => {
    const rows = readRows(pieces("2,text,__proto__,1\na,b,c,\n"), { format: "csv" });
    expect(await written(rows, "jsonl", { prediction: "x" })).toBe(
      '{"2": "a", "text": "b", "__proto__": "c", "1": "", "prediction": "x"}\n',
    );
  });

  it("are added for lines, which have no fields for predictions", async () => {
    expect(await written(readRows(pieces("a\n\n"), { format: "lines" }), "lines", { prediction: "x" })).toBe(
      '{"text": "a", "prediction": "x"}\n{"text": "", "prediction": "x"}\n',
    );
  });
});

describe("rows written as CSV", () => {
  it("have the fields of the first row, then the added ones, and JSON for values that are not strings", async () => {
    const rows = [
      { text: "a", fields: { id: 7, text: "a", tags: ["x", null], ok: true, gone: null } },
      { text: "b, c", fields: { text: "b, c" } },
    ];
    expect(await written(rows, "csv", gained)).toBe(
      "id,text,tags,ok,gone,prediction,probability,probabilities,nothing,none\n" +
        '7,a,"[""x"",null]",true,,dog,0.75,"{""dog"":0.75,""cat"":0.25}",,\n' +
        ',"b, c",,,,dog,0.75,"{""dog"":0.75,""cat"":0.25}",,\n',
    );
  });

  it("keep the columns of CSV in their order", async () => {
    const content = "2,text,__proto__,1\na,b,c,\n";
    expect(await written(readRows(pieces(content), { format: "csv" }), "csv")).toBe(content);
  });

  it("are an empty file if there are no rows", async () => {
    expect(await written([], "csv")).toBe("");
  });
});

describe("rows written as TSV", () => {
  it("have tabs between cells, and quotes around a cell with a tab", async () => {
    const rows = [{ text: "a\tb", fields: { text: "a\tb", id: 7 } }];
    expect(await written(rows, "tsv", { prediction: "x, y" })).toBe(
      'text\tid\tprediction\n"a\tb"\t7\tx, y\n',
    );
  });
});

describe("rows written as JSON", () => {
  it("are a list with one row per line", async () => {
    const rows = readRows(pieces('{"id": 9007199254740993, "text": "a"}\n{"text": "b"}\n'), {
      format: "jsonl",
    });
    expect(await written(rows, "json", { prediction: "x" })).toBe(
      '[\n{"id": 9007199254740993, "text": "a", "prediction": "x"},\n{"text": "b", "prediction": "x"}\n]\n',
    );
  });

  it("are an empty list if there are none", async () => {
    expect(JSON.parse(await written([], "json"))).toEqual([]);
  });
});

describe("cells that a spreadsheet would run as formulas", () => {
  const formulas = ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|'/c calc'!A1", "＝1+1"];
  const harmless = ["-5", "+1.5", "-.5e-3", "1-2", "a=b", "'=1", " =1", "", "e-mail"];
  async function cellsOf(texts: string[], csvSafe: boolean, format: RowFormat = "csv"): Promise<string[]> {
    const stream = new PassThrough();
    const whole = text(stream);
    const writer = await createRowWriter(stream, { format, csvSafe });
    for (const each of texts) await writer.write({ text: each, fields: { text: each } }, { n: -0.5 });
    await writer.finish();
    stream.end();
    const rows = readRows(pieces(await whole), { format });
    return (await collect(rows)).map((row) => `${row.text}|${row.fields.n}`);
  }

  it.each<RowFormat>(["csv", "tsv"])("begin with an apostrophe if csvSafe is true (%s)", async (format) => {
    expect(await cellsOf(formulas, true, format)).toEqual(formulas.map((each) => `'${each}|-0.5`));
    expect(await cellsOf(harmless, true, format)).toEqual(harmless.map((each) => `${each}|-0.5`));
  });

  it("stay as they are otherwise", async () => {
    expect(await cellsOf(formulas, false)).toEqual(formulas.map((each) => `${each}|-0.5`));
  });

  it("may be names of columns", async () => {
    const stream = new PassThrough();
    const whole = text(stream);
    const writer = await createRowWriter(stream, { format: "csv", csvSafe: true });
    await writer.write({ text: "a", fields: { text: "a", "=1+1": "b" } }, {});
    await writer.finish();
    stream.end();
    expect(await whole).toBe("text,'=1+1\na,b\n");
  });
});

describe("any texts are the same after writing and reading", () => {
  const rowsOf = (texts: string[]): InputRow[] =>
    texts.map((each, i) => ({ text: each, fields: { text: each, [`${i % 2}`]: each } }));

  it("in JSONL, also half surrogate pairs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText), async (texts) => {
        const once = await written(rowsOf(texts), "jsonl");
        const rows = await collect(readRows(pieces(once), { format: "jsonl" }));
        expect(rows.map((row) => row.text)).toEqual(texts);
        expect(await written(rows, "jsonl")).toBe(once);
      }),
    );
  });

  it.each([
    ["in CSV", (each: string) => ({ id: each, text: each })],
    ["in CSV of one column", (each: string) => ({ text: each })],
  ])("%s, except half surrogate pairs, which UTF-8 lacks", async (_, fieldsOf) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText), async (texts) => {
        fc.pre(texts.length > 0);
        const once = await written(
          texts.map((each) => ({ text: each, fields: fieldsOf(each) })),
          "csv",
        );
        // A file of a few characters, half of which are NUL, looks like UTF-16.
        fc.pre(unmarkedUtf16(Buffer.from(once)) === undefined);
        const rows = await collect(readRows(pieces(once), { format: "csv" }));
        expect(rows.map((row) => row.fields)).toEqual(texts.map((each) => fieldsOf(throughUtf8(each))));
        expect(await written(rows, "csv")).toBe(once);
      }),
    );
  });

  it("in CSV made of JSONL and JSONL made of CSV", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1 }), async (texts) => {
        const json = texts.map((each) => JSON.stringify({ text: each })).join("\n");
        const csv = await written(readRows(pieces(json), { format: "jsonl" }), "csv", gained);
        fc.pre(unmarkedUtf16(Buffer.from(csv)) === undefined);
        const back = await written(readRows(pieces(csv), { format: "csv" }), "jsonl");
        const rows = await collect(readRows(pieces(back), { format: "jsonl" }));
        expect(rows.map((row) => row.text)).toEqual(texts.map(throughUtf8));
        expect(JSON.parse(String(rows[0].fields.probabilities))).toEqual(gained.probabilities);
      }),
    );
  });
});

describe("an invalid row is rejected with its place before it is written", () => {
  it.each(["jsonl", "csv"] as const)("in %s: a field with the name of an added one", async (format) => {
    const content = '{"text": "a", "prediction": "cat"}\n';
    const folder = emptyFolder();
    const writer = await createRowWriter(join(folder, "out"), { format });
    const [row] = await collect(readRows(pieces(content), { format: "jsonl" }));
    expect(await mistakeIn(() => writer.write(row, gained))).toBe(
      'the input, line 1: has a field "prediction" already, which would be replaced; rename it in the input.',
    );
    await writer.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("in CSV: a field that the first row lacks", async () => {
    const rows = readRows(pieces('{"text": "a"}\n{"text": "b", "id": 1}\n'), { format: "jsonl" });
    expect(await mistakeIn(() => written(rows, "csv"))).toBe(
      'the input, line 2: has the field "id", which the first row lacks; write JSONL, or give all rows the same fields.',
    );
  });
});

describe("a writer of rows", () => {
  it("creates the file when it is finished, in the format of the extension", async () => {
    const path = join(emptyFolder(), "out.csv");
    const writer = await createRowWriter(path);
    await writer.write({ text: "a", fields: { text: "a" } }, { prediction: "x" });
    expect(existsSync(path)).toBe(false);
    await writer.finish();
    expect(readFileSync(path, "utf8")).toBe("text,prediction\na,x\n");
  });

  it("keeps an old file when it is abandoned", async () => {
    const path = fileOf("out.jsonl", "old");
    const writer = await createRowWriter(path);
    await writer.write({ text: "a", fields: { text: "a" } }, {});
    await writer.abandon();
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it("compresses a .gz file, which can be read again", async () => {
    const path = join(emptyFolder(), "out.jsonl.gz");
    const writer = await createRowWriter(path);
    await writer.write({ text: "a", fields: { text: "a" } }, {});
    await writer.finish();
    expect(await collect(readRows(path))).toMatchObject([{ text: "a" }]);
  });

  it("rejects a target without a known format before it opens it", async () => {
    const folder = emptyFolder();
    expect(await mistakeIn(() => createRowWriter(join(folder, "out")))).toMatch(/does not say its format/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("waits for a stream that is slow", async () => {
    let release = (): void => {};
    const slow = new Writable({
      write(_chunk, _encoding, done) {
        release = () => done();
      },
    });
    const writer = await createRowWriter(slow, { format: "jsonl" });
    let isWritten = false;
    const writing = writer.write({ text: "a", fields: {} }, {}).then(() => {
      isWritten = true;
    });
    await setImmediate();
    expect(isWritten).toBe(false);
    release();
    await writing;
    expect(isWritten).toBe(true);
  });

  it("throws the error of a broken stream, and leaves other streams open", async () => {
    const broken = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("EPIPE"), { code: "EPIPE" })),
    });
    broken.on("error", () => {});
    const writer = await createRowWriter(broken, { format: "jsonl" });
    const row = { text: "a", fields: {} };
    await expect(writer.write(row, {})).rejects.toMatchObject({ code: "EPIPE" });
    await expect(writer.write(row, {})).rejects.toThrow();
    await writer.abandon();
    const sound = new PassThrough();
    await (await createRowWriter(sound, { format: "jsonl" })).finish();
    expect(sound.writable).toBe(true);
  });
});
