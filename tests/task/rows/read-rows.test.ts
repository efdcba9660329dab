import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/errors.ts";
import { readCsvRecords } from "../../../src/files/csv-records.ts";
import { binarySentence, markedEncoding, unmarkedUtf16 } from "../../../src/files/detect-encoding.ts";
import { splitLines } from "../../../src/files/split-lines.ts";
import { readRows } from "../../../src/task/rows/read-rows.ts";
import { formatOf, type RowFormat } from "../../../src/task/rows/row-format.ts";
import { anyCuts, anyText, collect, fileOf, mistakeIn, pieces } from "../sources.ts";

/** Line and text of each row. */
async function rowsIn(content: string | Uint8Array, format: RowFormat): Promise<[number, string][]> {
  return (await collect(readRows(pieces(content), { format }))).map(({ line, text }) => [line, text]);
}

describe("rows", () => {
  it.each<[string, RowFormat, string, [number, string][]]>([
    [
      "JSONL",
      "jsonl",
      '{"text": "a"}\n{"text": ""}\n',
      [
        [1, "a"],
        [2, ""],
      ],
    ],
    ["JSONL without a last line break", "jsonl", '{"text": "a"}', [[1, "a"]]],
    [
      "JSONL with CRLF, blank lines and a byte order mark",
      "jsonl",
      '\ufeff\r\n{"text": "a"}\r\n \t\r\n\n{"text": "b"}\r\n',
      [
        [2, "a"],
        [5, "b"],
      ],
    ],
    ["empty JSONL", "jsonl", "", []],
    [
      "CSV",
      "csv",
      "id,text\n1,a\n2,\n",
      [
        [2, "a"],
        [3, ""],
      ],
    ],
    ["CSV without a last line break", "csv", "text\na", [[2, "a"]]],
    [
      "CSV with CRLF, blank lines and a byte order mark",
      "csv",
      '\ufeff\r\n"text"\r\n\r\na\r\n\n""\r\n',
      [
        [4, "a"],
        [6, ""],
      ],
    ],
    [
      "CSV with LF and CRLF mixed",
      "csv",
      'text\r\na\n"b\r\nc\nd"\r\ne\n',
      [
        [2, "a"],
        [3, "b\r\nc\nd"],
        [6, "e"],
      ],
    ],
    ["CSV with a header alone", "csv", "text\n", []],
    [
      "lines",
      "lines",
      "a\nb\n",
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    [
      "lines with CRLF and blank ones among them",
      "lines",
      "\ufeffa\r\n\r\n\n b \n",
      [
        [1, "a"],
        [2, ""],
        [3, ""],
        [4, " b "],
      ],
    ],
    [
      "lines without a last line break",
      "lines",
      "a\n\nb",
      [
        [1, "a"],
        [2, ""],
        [3, "b"],
      ],
    ],
    ["no lines", "lines", "", []],
  ])("of %s have their text and line number", async (_, format, content, rows) => {
    expect(await rowsIn(content, format)).toEqual(rows);
  });

  it("of JSONL keep all fields and the JSON text", async () => {
    const raw = '{"id": 9007199254740993, "text": "a", "id": 1.50, "__proto__": 2}';
    const [row] = await collect(readRows(pieces(`  ${raw} \r\n`), { format: "jsonl" }));
    expect(row).toMatchObject({ source: "the input", line: 1, text: "a", raw });
    expect(Object.entries(row.fields)).toEqual([
      ["id", 1.5],
      ["text", "a"],
      ["__proto__", 2],
    ]);
  });

  it("of CSV keep all columns in their order, with any names", async () => {
    const [row] = await collect(readRows(pieces("2,text,__proto__,1,\na,b,c,d,e"), { format: "csv" }));
    expect(row.columns).toEqual(["2", "text", "__proto__", "1", ""]);
    expect(row.columns?.map((name) => row.fields[name])).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("may have their text in any field", async () => {
    for (const [format, content] of [
      ["jsonl", '{"__proto__": "a", "text": 1}'],
      ["csv", "text,__proto__\n,a"],
      ["lines", "a"],
    ] as const) {
      const [row] = await collect(readRows(pieces(content), { format, textField: "__proto__" }));
      expect([row.text, Object.entries(row.fields).find(([name]) => name === "__proto__")?.[1]]).toEqual([
        "a",
        "a",
      ]);
    }
  });

  it("of a file have its path as given, and the format of its extension", async () => {
    const path = fileOf("rows.csv", "text\na");
    expect(await collect(readRows(path))).toMatchObject([{ source: path, line: 2 }]);
  });

  it("of a .gz file are unpacked, and the bytes on disk are counted", async () => {
    const packed = Buffer.concat([gzipSync('{"text": "a"}\n{"te'), gzipSync('xt": "b"}\n')]);
    let bytes = 0;
    const onBytes = (count: number): void => {
      bytes += count;
    };
    const rows = await collect(readRows(fileOf("rows.jsonl.gz", packed), { onBytes }));
    expect(rows.map(({ text }) => text)).toEqual(["a", "b"]);
    expect(bytes).toBe(packed.length);
  });

  // Written by Python's csv module (fixtures/write_csv.py).
  it("of a CSV file that Python wrote are the rows that it wrote", async () => {
    const folder = join(import.meta.dirname, "fixtures");
    const written = JSON.parse(readFileSync(join(folder, "nasty.json"), "utf8"));
    const rows = await collect(readRows(join(folder, "nasty.csv")));
    expect(rows.map(({ line, fields }) => ({ line, fields }))).toEqual(written);
  });

  it("may be millions of characters long", async () => {
    const text = 'x"\n\\'.repeat(1_000_000);
    const [json] = await rowsIn(JSON.stringify({ text }), "jsonl");
    expect(json[1] === text).toBe(true);
    const [csv] = await rowsIn(`text\n"${text.replaceAll('"', '""')}"\n`, "csv");
    expect(csv[1] === text).toBe(true);
  });

  const anyBytes = fc.uint8Array({ maxLength: 60 });

  it("of a single-byte encoding are the same wherever the bytes are cut, and no byte is lost", async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, anyCuts, async (bytes, cuts) => {
        fc.pre(markedEncoding(bytes) === undefined && binarySentence(bytes) === undefined);
        const options = { format: "lines", encoding: "koi8-r" } as const;
        const rows = await collect(readRows(pieces(bytes, cuts), options));
        const lines = new TextDecoder("koi8-r").decode(bytes).split(/\r\n|\r|\n/);
        if (lines.at(-1) === "") lines.pop();
        expect(rows.map(({ text }) => text)).toEqual(lines);
      }),
      { numRuns: 300 },
    );
  });

  it("of UTF-8 are the same wherever the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyCuts, async (text, cuts) => {
        const bytes = Buffer.from(text);
        fc.pre(unmarkedUtf16(bytes) === undefined && binarySentence(bytes) === undefined);
        const rows = await collect(readRows(pieces(bytes, cuts), { format: "lines" }));
        const lines = bytes
          .toString()
          .replace(/^\ufeff/, "")
          .split(/\r\n|\r|\n/);
        if (lines.at(-1) === "") lines.pop();
        expect(rows.map((row) => row.text)).toEqual(lines);
      }),
      { numRuns: 300 },
    );
  });

  it("of JSONL and CSV are the same wherever the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText), anyCuts, async (texts, cuts) => {
        const json = texts.map((text) => JSON.stringify({ text })).join("\n");
        const fromJson = await collect(readRows(pieces(json, cuts), { format: "jsonl" }));
        expect(fromJson.map(({ text }) => text)).toEqual(texts);
        const csv = ["text", ...texts.map((text) => `"${text.replaceAll('"', '""')}"`)].join("\r\n");
        const fromCsv = await collect(readRows(pieces(csv, cuts), { format: "csv" }));
        expect(fromCsv.map(({ text }) => text)).toEqual(texts.map((text) => Buffer.from(text).toString()));
      }),
    );
  });
});

describe("reading rows", () => {
  const endless: Record<"jsonl" | "csv" | "lines", string> = {
    jsonl: '{"text": "a"}\n',
    csv: "text\n",
    lines: "a\n",
  };

  it.each(["jsonl", "csv", "lines"] as const)(
    "of %s reads no further than requested, and ends when the caller stops",
    async (format) => {
      let pulled = 0;
      let isOpen = true;
      async function* source(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) {
            pulled++;
            yield Buffer.from(endless[format]);
          }
        } finally {
          isOpen = false;
        }
      }
      let rows = 0;
      for await (const _ of readRows(source(), { format })) {
        rows++;
        // A stream around the source may fetch ahead by its own bounded measure.
        expect(pulled).toBeLessThan(rows + 100);
        if (rows === 1000) break;
      }
      expect([rows, isOpen]).toEqual([1000, false]);
    },
  );

  it.each([
    ["JSONL", "rows.jsonl"],
    ["packed JSONL", "rows.jsonl.gz"],
    ["CSV", "rows.csv"],
  ])("of %s closes the file when the loop ends early", async (_, name) => {
    const content = `${name.includes("csv") ? "text" : ""}\n${endless[name.includes("csv") ? "csv" : "jsonl"].repeat(20_000)}`;
    let stream: ReturnType<typeof createReadStream> | undefined;
    const opening: typeof createReadStream = (path, options) => {
      stream = createReadStream(path, options);
      return stream;
    };
    const path = fileOf(name, name.endsWith(".gz") ? gzipSync(content, { level: 0 }) : content);
    for await (const row of readRows(path, { fileSystem: { createReadStream: opening } })) {
      expect(row.text).not.toBe("");
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream?.destroyed).toBe(true);
  });

  it("stops on an abort signal, also while it waits for bytes", async () => {
    const stop = new AbortController();
    const waiting = new PassThrough();
    waiting.write('{"text": "a"}\n');
    const seen: string[] = [];
    const reading = async (): Promise<void> => {
      for await (const { text } of readRows(waiting, { format: "jsonl", signal: stop.signal })) {
        seen.push(text);
        setImmediate(() => stop.abort("SIGINT"));
      }
    };
    await expect(reading()).rejects.toThrow(CancelledError);
    expect(seen).toEqual(["a"]);
    await expect(reading()).rejects.toThrow(CancelledError);
  });

  it("throws what the source throws", async () => {
    const bug = new Error("a bug of the source");
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("text\na\n");
      throw bug;
    }
    for (const format of ["csv", "lines"] as const) {
      await expect(collect(readRows(source(), { format }))).rejects.toBe(bug);
    }
  });
});

describe("invalid rows are rejected with one sentence and their place", () => {
  const like = 'each line must be an object such as {"text": "some text"}';
  it.each<[string, RowFormat, string, string | RegExp]>([
    [
      "malformed JSON",
      "jsonl",
      '{"text": "a"}\n\n{"text": b}\n',
      /^the input, line 3: is not valid JSON \([^\n]+\); each line must be an object such as \{"text": "some text"\}\.$/,
    ],
    ["JSON cut short", "jsonl", '{"text": "a', /^the input, line 1: is not valid JSON \([^\n]+\); each/],
    [
      "JSON over several lines",
      "jsonl",
      '[\n{"text": "a"}\n]',
      /^the input, line 1: is not valid JSON \([^\n]+\); each/,
    ],
    [
      "a list",
      "jsonl",
      '["a"]',
      `the input, line 1: is not an object; ${like}. If the file is one JSON value, read it as json with the option format.`,
    ],
    ["a text", "jsonl", '"a"', `the input, line 1: is not an object; ${like}.`],
    ["null", "jsonl", "null", `the input, line 1: is not an object; ${like}.`],
    [
      "no text",
      "jsonl",
      '{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6}',
      'the input, line 1: has no field "text"; name the one that holds the text with the option textField. Its fields: "a", "b", "c", "d", "e", "f".',
    ],
    [
      "no field at all",
      "jsonl",
      "{}",
      'the input, line 1: has no field "text"; name the one that holds the text with the option textField. It has no fields.',
    ],
    [
      "a text that is a number",
      "jsonl",
      '{"text": 5}',
      'the input, line 1: has a number in the field "text", which must be a string.',
    ],
    [
      "a text that is null",
      "jsonl",
      '{"text": null}',
      'the input, line 1: has null in the field "text", which must be a string.',
    ],
    [
      "nothing at all",
      "csv",
      "\n\r\n",
      "the input: is empty; a CSV file begins with a line of column names.",
    ],
    [
      "no such column",
      "csv",
      "\nid;words;mood\n1;a;b\n",
      'the input, line 2: has no column "text"; name the one that holds the text with the option textField. Its columns: "id", "words", "mood". The first line must hold the names of the columns.',
    ],
    [
      "too few cells",
      "csv",
      'text,b\n"a\n\n",b\n\na\n',
      "the input, line 6: does not fit the header (columns: 2, cells: 1); a cell that holds a comma or a line break must be in quotes.",
    ],
    [
      "too many cells",
      "csv",
      "text,b\na,b,c\n",
      "the input, line 2: does not fit the header (columns: 2, cells: 3); a cell that holds a comma or a line break must be in quotes.",
    ],
    [
      "a quote that is never closed",
      "csv",
      'text\na\n"b\nc\n',
      "the input, line 3: begins a quoted cell that is never closed; double the quotes inside cells.",
    ],
    [
      "text after a closing quote",
      "csv",
      'text\n"a"b\n',
      "the input, line 2: has a misplaced quote; put the whole cell in quotes, and double those inside it.",
    ],
  ])("%s", async (_, format, content, sentence) => {
    const message = await mistakeIn(() => rowsIn(content, format));
    if (sentence instanceof RegExp) expect(message).toMatch(sentence);
    else expect(message).toBe(sentence);
  });

  it.each([
    [
      "text that is not packed",
      "a.jsonl.gz",
      Buffer.from('{"text": "a"}\n'),
      "ends in .gz but is not a valid gzip file.",
    ],
    [
      "a packed file cut short",
      "a.jsonl.gz",
      gzipSync('{"text": "a"}\n').subarray(0, 25),
      "is a gzip file that is cut short.",
    ],
  ])("%s", async (_, name, bytes, sentence) => {
    const path = fileOf(name, bytes);
    expect(await mistakeIn(() => collect(readRows(path)))).toBe(`${path}: ${sentence}`);
  });

  it("a missing file", async () => {
    for (const path of ["nowhere.jsonl", "nowhere.csv", "nowhere.txt.gz"]) {
      expect(await mistakeIn(() => collect(readRows(path)))).toBe(`${path}: there is no such file.`);
    }
  });

  it("a line or a record that no string could hold", async () => {
    async function* texts(): AsyncGenerator<string> {
      yield "a\nb";
      yield "bbbbbbbbbb";
    }
    const sentence = "is longer than 9 characters; a line break is missing, or a quote is never closed.";
    expect(await mistakeIn(() => collect(splitLines(texts(), "a.txt", 9)))).toBe(
      `a.txt, line 2: ${sentence}`,
    );
    const open = readCsvRecords(pieces('a,b\nc,d\n"e,f\ngggggggg\n'), { longest: 9 });
    expect(await collect(open)).toMatchObject([
      { line: 2 },
      {
        line: 3,
        reason:
          "begins a quoted cell that is not closed within 9 characters; double the quotes inside cells.",
      },
      { line: 4 },
    ]);
  });
});

describe("the format of rows", () => {
  it.each([
    ["a.jsonl", "jsonl"],
    ["folder.csv/a.ndjson", "jsonl"],
    ["A.CSV", "csv"],
    ["a.b.csv.gz", "csv"],
    ["a.txt", "lines"],
    ["a.tsv", "tsv"],
    ["a.json.gz", "json"],
    ["a.xlsx", "xlsx"],
    ["a.parquet", "parquet"],
  ])("of %s is %s", (path, format) => {
    expect(formatOf(path)).toBe(format);
    expect(formatOf(path, "csv")).toBe(format);
  });

  it.each(["a.data", "csv", "-", "a.gz", "folder.csv/a", "a.constructor"])(
    "of %s is not said by the name",
    async (path) => {
      expect(await mistakeIn(() => formatOf(path))).toBe(
        `The name "${path}" does not say the format of the rows; name the format (jsonl, csv, tsv, lines, json, xlsx, parquet), ` +
          "or end the name in .jsonl, .ndjson, .csv, .tsv, .tab, .txt, .json, .xlsx or .parquet.",
      );
      expect(formatOf(path, "csv")).toBe("csv");
    },
  );

  it("cannot be that of a folder", async () => {
    expect(await mistakeIn(() => formatOf("src"))).toBe("src: is a folder; name a file in it.");
  });
});
