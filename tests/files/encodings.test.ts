import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BadRow } from "../../src/files/records.ts";
import { readExamples, readGenerated } from "../../src/task/examples.ts";
import { readTaskFile } from "../../src/task/read-task-file.ts";
import { readRows } from "../../src/task/rows/read-rows.ts";
import { anyCuts, collect, fileOf, mistakeIn, pieces } from "../task/sources.ts";

/** Texts of lines in some bytes, with what is said about the file. */
async function textsOf(bytes: Uint8Array, encoding?: string, cuts: readonly number[] = []) {
  const notices: string[] = [];
  const options = { format: "lines", encoding, onNotice: (each: string) => notices.push(each) } as const;
  const rows = await collect(readRows(pieces(bytes, cuts), options));
  return { texts: rows.map(({ text }) => text), notices };
}

function utf16(text: string, order: "le" | "be" = "le"): Buffer {
  const bytes = Buffer.from(text, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
}

const mark = "\ufeff";

describe("a file", () => {
  it.each<[string, Uint8Array, string]>([
    ["UTF-8 with a mark", Buffer.from(`${mark}grüße\n`), "grüße"],
    ["UTF-16 with a mark", utf16(`${mark}grüße 😀\r\n`), "grüße 😀"],
    ["big-endian UTF-16 with a mark", utf16(`${mark}grüße 😀\r\n`, "be"), "grüße 😀"],
  ])("of %s is read without a word", async (_, bytes, text) => {
    expect(await textsOf(bytes)).toEqual({ texts: [text], notices: [] });
  });

  it.each<[string, Uint8Array, string, string[]]>([
    ["English", utf16("where is it?\nthanks\n"), "utf-16le", ["where is it?", "thanks"]],
    ["English, big-endian", utf16("where is it?\r\nthanks", "be"), "utf-16be", ["where is it?", "thanks"]],
    ["Russian", utf16("где моя посылка\nспасибо\nда\n"), "utf-16le", ["где моя посылка", "спасибо", "да"]],
    ["one short line", utf16("a\n"), "utf-16le", ["a"]],
  ])("of UTF-16 without a mark is recognised: %s", async (_, bytes, encoding, texts) => {
    expect(await textsOf(bytes)).toEqual({
      texts,
      notices: [
        `the input: read as ${encoding}, which its bytes show; choose another with the option encoding.`,
      ],
    });
  });

  it.each(["a\0b\n", "\0", "a\0\n", "one\0two\nthree\n", "ab\0cd\nef\n"])(
    "of UTF-8 with a zero character is not taken for UTF-16: %j",
    async (text) => {
      const { texts } = await textsOf(Buffer.from(text));
      expect(texts).toEqual(text.replace(/\n$/, "").split("\n"));
    },
  );

  it.each<[string, number[], string, string]>([
    ["windows-1252", [0x80, 0xe9, 0x92, 0x81], "windows-1252", "€é’\u0081"],
    ["latin1", [0xe9], "Latin-1", "é"],
    ["cp1252", [0x9f], "CP1252", "Ÿ"],
    ["iso-8859-15", [0xa4], "iso_8859-15", "€"],
    ["shift_jis", [0x83, 0x65, 0x83, 0x58], "cp932", "テス"],
    ["gb18030", [0xd6, 0xd0, 0xce, 0xc4], "gb18030", "中文"],
    ["koi8-r", [0xc4, 0xc1], "KOI8-R", "да"],
    ["utf-16le", [0x34, 0x04, 0x30, 0x04], "UTF-16", "да"],
  ])("is read as %s if that is named", async (_, bytes, encoding, text) => {
    expect((await textsOf(Uint8Array.from(bytes), encoding)).texts).toEqual([text]);
  });

  it.each(["utf-7", "cp437", "", "windows", "utf-32le"])(
    "is not read as %j, which is not a known encoding",
    async (name) => {
      expect(await mistakeIn(() => textsOf(Buffer.from("a"), name))).toBe(
        "The option encoding must be the name of an encoding, for instance utf-8, utf-16le, windows-1252, " +
          `iso-8859-15, shift_jis or gb18030; got ${JSON.stringify(name)}.`,
      );
    },
  );

  it("with the mark of another encoding than the given one is read by its mark, with a notice", async () => {
    expect(await textsOf(Buffer.from(`${mark}é`), "latin1")).toEqual({
      texts: ["é"],
      notices: ["the input: begins with the mark of utf-8 and is read as such."],
    });
  });

  it("of UTF-8 that is read in another encoding gives a notice", async () => {
    expect(await textsOf(Buffer.from("é"), "latin1")).toEqual({
      texts: ["Ã©"],
      notices: [
        "the input: read as windows-1252, but is valid UTF-8; leave out the option encoding if letters look wrong.",
      ],
    });
  });

  it("of any valid text is the same in each encoding of Unicode, wherever its bytes are cut", async () => {
    const line = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n]/g, ""));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), anyCuts, async (texts, cuts) => {
        const content = texts.map((text) => `${text}\n`).join("");
        for (const bytes of [
          Buffer.from(mark + content),
          utf16(mark + content),
          utf16(mark + content, "be"),
        ]) {
          expect((await textsOf(bytes, undefined, cuts)).texts).toEqual(texts);
        }
      }),
    );
  });
});

describe("bytes that are invalid", () => {
  const advice =
    "save the file as UTF-8, or name its encoding with the option encoding, for instance windows-1252, utf-16le or shift_jis.";
  const cafe = Buffer.from([0x63, 0x61, 0x66, 0xe9]);

  it.each<[string, string, Uint8Array]>([
    ["lines", "a.txt", Buffer.concat([Buffer.from("a\r\nb\r"), cafe, Buffer.from("\n")])],
    [
      "JSONL",
      "a.jsonl",
      Buffer.concat([Buffer.from('{"text": "a"}\n\n{"text": "'), cafe, Buffer.from('"}\n')]),
    ],
    ["CSV", "a.csv", Buffer.concat([Buffer.from("text,x\na,b\n"), cafe, Buffer.from(",c\n")])],
    [
      "a quoted cell of CSV",
      "a.csv",
      Buffer.concat([Buffer.from('text,x\na,b\n"'), cafe, Buffer.from('",c\n')]),
    ],
    ["packed lines", "a.txt.gz", gzipSync(Buffer.concat([Buffer.from("a\nb\n"), cafe]))],
  ])("in %s are rejected with their line", async (_, name, bytes) => {
    const path = fileOf(name, bytes);
    expect(await mistakeIn(() => collect(readRows(path)))).toBe(
      `${path}, line 3: is not valid UTF-8 (byte 0xE9); ${advice}`,
    );
  });

  it.each<[string, string, string, (path: string) => Promise<unknown>]>([
    ["labeled rows", "a.jsonl", '{"text": "a", "label": "x"}\n', readExamples],
    ["generated examples", "a.jsonl", '{"class_name": "x", "examples": ["a"]}\n', readGenerated],
    ["classes in YAML", "a.yaml", "a: Apples.\n", readTaskFile],
    ["classes in JSON", "a.json", '{"a": "Apples.",\n', readTaskFile],
  ])("in %s are rejected with their line", async (_, name, first, read) => {
    const path = fileOf(name, Buffer.concat([Buffer.from(first), cafe]));
    expect(await mistakeIn(() => read(path))).toBe(
      `${path}, line 2: is not valid UTF-8 (byte 0xE9); ${advice}`,
    );
  });

  it("in a JSON list are rejected with their line", async () => {
    const path = fileOf(
      "a.json",
      Buffer.concat([Buffer.from('[{"text": "a"},\n{"text": "'), cafe, Buffer.from('"}]')]),
    );
    expect(await mistakeIn(() => collect(readRows(path)))).toMatch(
      /line 2: is not valid UTF-8 \(byte 0xE9\)/,
    );
  });

  it("lose only their own row if bad rows are skipped, and are kept in its text", async () => {
    const bytes = Buffer.concat([
      Buffer.from("a\n"),
      cafe,
      Buffer.from([0x0a, 0xff, 0x0a, 0x62, 0xe2, 0x82]),
    ]);
    const skipped: BadRow[] = [];
    const options = {
      format: "lines",
      onBadRow: "skip",
      onBadRowSkipped: (row: BadRow) => void skipped.push(row),
    } as const;
    expect((await collect(readRows(pieces(bytes), options))).map(({ text }) => text)).toEqual(["a"]);
    expect(skipped.map(({ line, raw }) => [line, raw])).toEqual([
      [2, "caf\udce9"],
      [3, "\udcff"],
      [4, "b\udce2\udc82"],
    ]);
  });

  it.each<[string, number[], string]>([
    ["utf-16le", [0x61, 0, 0, 0xd8, 0x0a, 0], "is not valid utf-16le"],
    ["utf-16le", [0x61, 0, 0x62], "is not valid utf-16le"],
    ["shift_jis", [0x83], "is not valid shift_jis"],
  ])("of %s are rejected as well", async (encoding, bytes, sentence) => {
    expect(await mistakeIn(() => textsOf(Uint8Array.from(bytes), encoding))).toContain(sentence);
  });

  it("never become other characters: the text is correct, or it is rejected", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 5, maxLength: 60 }), anyCuts, async (bytes, cuts) => {
        // Letters before them, so that they are not a mark.
        const content = Buffer.concat([Buffer.from("xyz\n"), bytes]);
        const options = { format: "lines", onBadRow: "skip" } as const;
        const rows = await collect(readRows(pieces(content, cuts), options));
        for (const { text } of rows) expect(content.includes(Buffer.from(text))).toBe(true);
      }),
    );
  });
});

describe("a file that is not text", () => {
  it.each<[string, number[], RegExp]>([
    ["gzip", [0x1f, 0x8b, 8, 0, 0], /is packed with gzip; give it a name that ends in \.gz\.$/],
    ["a spreadsheet", [0x50, 0x4b, 3, 4, 20], /must end in \.xlsx\.$/],
    ["an old spreadsheet", [0xd0, 0xcf, 0x11, 0xe0, 0xa1], /save it as \.xlsx or CSV\.$/],
    ["parquet", [0x50, 0x41, 0x52, 0x31, 0x15], /must end in \.parquet\.$/],
    ["UTF-32", [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], /is UTF-32, which is not read; save it as UTF-8\.$/],
  ])("is rejected by its first bytes: %s", async (_, bytes, sentence) => {
    expect(await mistakeIn(() => textsOf(Uint8Array.from(bytes)))).toMatch(sentence);
  });
});

describe("a file of classes", () => {
  it("may be UTF-16", async () => {
    const path = fileOf("a.yaml", utf16(`${mark}café: Coffee.\ntea: Tea.\n`));
    expect((await readTaskFile(path)).classes.map(({ name }) => name)).toEqual(["café", "tea"]);
  });

  it("that is UTF-8 is read as such, whatever the encoding of the data is; another is read in that encoding", async () => {
    for (const format of ["utf8", "latin1"] as const) {
      const path = fileOf("a.yaml", Buffer.from("café: Coffee.\ntea: Tea.\n", format));
      const { classes } = await readTaskFile(path, { encoding: "windows-1252" });
      expect(classes[0].name).toBe("café");
    }
  });
});
