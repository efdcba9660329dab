import { describe, expect, it } from "vitest";
import { readCsvRecords } from "../../src/files/csv-records.ts";
import { isBadRow } from "../../src/files/records.ts";
import { readRows } from "../../src/task/rows/read-rows.ts";
import type { ReadRowsOptions } from "../../src/task/rows/row.ts";
import { collect, fileOf, mistakeIn, pieces } from "../task/sources.ts";

/** Fields of each row, and what is said about the file. */
async function fieldsOf(content: string, options: ReadRowsOptions = {}) {
  const notices: string[] = [];
  const rows = await collect(
    readRows(pieces(content), { format: "csv", onNotice: (each) => notices.push(each), ...options }),
  );
  return { fields: rows.map(({ fields }) => fields), lines: rows.map(({ line }) => line), notices };
}

const choose = "Choose others with the option delimiter.";

describe("the delimiter of CSV", () => {
  it.each<[string, string, string]>([
    ["a semicolon", "text;label\na, b;x\nc;y, z\n", '";"'],
    ["a semicolon with decimal commas", "id;text;price\n1;a, b;1,5\n2;c;2,5\n", '";"'],
    ["a tab", "text\tlabel\na, b; c\tx\n", "tab"],
    ["a pipe", "text|label\na, b; c|x\n", '"|"'],
    ["a semicolon with quoted commas and line breaks", 'text;label\n"a, ""b""\n;c";x\n', '";"'],
    ["a semicolon in a header with a comma", '"id, old";text;label\n1;a, b;x\n', '";"'],
    ["a semicolon in a header alone", "text;label", '";"'],
  ])("is detected and reported: %s", async (_, content, shown) => {
    const { notices, fields } = await fieldsOf(content);
    expect(notices).toEqual([`the input: delimiter ${shown}, text from "text". ${choose}`]);
    if (fields.length > 0) expect(fields[0].text).toMatch(/^a, /);
  });

  it("is a comma without a notice, also if cells contain other delimiters", async () => {
    const { fields, notices } = await fieldsOf("text,label\na; b|c\td,x\ne; f,y\n");
    expect(fields[0]).toEqual({ text: "a; b|c\td", label: "x" });
    expect(notices).toEqual([]);
  });

  it.each([
    [";", "text;label\na,b,c;x\n", "a,b,c"],
    ["tab", "text\tlabel\na\tx\n", "a"],
    ["\\t", "text\tlabel\na\tx\n", "a"],
    ["||", "text||label\na|b||x\n", "a|b"],
    [",", "text,label;x\na,b;c\n", "a"],
  ])("may be given: %s", async (delimiter, content, text) => {
    const { fields, notices } = await fieldsOf(content, { delimiter });
    expect(fields[0].text).toBe(text);
    expect(notices).toEqual([]);
  });

  it.each(["", '"', "\n"])("must be able to separate cells: %j", async (delimiter) => {
    expect(await mistakeIn(() => fieldsOf("text\na", { delimiter }))).toBe(
      `The option delimiter must be what stands between two cells, for instance ";" or "tab"; got ${JSON.stringify(delimiter)}.`,
    );
  });

  it.each(["sep=;", '"sep=;"', "SEP=;"])(
    "may be named by a first line %s, which is not a record",
    async (first) => {
      const { fields, lines } = await fieldsOf(`${first}\r\ntext;label\r\na, b;x\r\n`);
      expect([fields, lines]).toEqual([[{ text: "a, b", label: "x" }], [3]]);
    },
  );

  it("of a .tsv file is a tab without a notice, and a lone quote is a character", async () => {
    const path = fileOf("a.tsv", 'text\tlabel\n"Hello" he said\tx\n5" pipe\ty\n"a\tb"\tz\n"c\td\n');
    const notices: string[] = [];
    const rows = await collect(readRows(path, { onNotice: (each) => notices.push(each) }));
    expect(rows.map(({ fields }) => fields)).toEqual([
      { text: '"Hello" he said', label: "x" },
      { text: '5" pipe', label: "y" },
      { text: "a\tb", label: "z" },
      { text: '"c', label: "d" },
    ]);
    expect(notices).toEqual([]);
  });

  it("of a .tsv file with semicolons is detected", async () => {
    const [row] = await collect(readRows(fileOf("a.tsv", "text;label\na\tb;x\n")));
    expect(row.text).toBe("a\tb");
  });
});

describe("line breaks of CSV", () => {
  it.each([
    ["CR", "\r"],
    ["CRLF", "\r\n"],
    ["LF", "\n"],
  ])("may be %s, also inside quoted cells, where they are kept", async (_, end) => {
    const content = ["text,label", `"a${end}b",x`, "c,y", ""].join(end);
    for (const cut of [0, 1, 12, 13, 14]) {
      const rows = await collect(readRows(pieces(content, [cut]), { format: "csv" }));
      expect(rows.map(({ line, text, label }) => [line, text, label])).toEqual([
        [2, `a${end}b`, "x"],
        [4, "c", "y"],
      ]);
    }
  });

  it("may be mixed", async () => {
    const { lines, fields } = await fieldsOf("text\ra\nb\r\nc\r\r\n\nd");
    expect([lines, fields.map(({ text }) => text)]).toEqual([
      [2, 3, 4, 7],
      ["a", "b", "c", "d"],
    ]);
  });
});

describe("cells of CSV", () => {
  it.each<[string, string, string[]]>([
    ["quotes in cells that are not quoted", 'text,label\n5" pipe,x\nsay "hi",y\n', ['5" pipe', 'say "hi"']],
    ["blanks around quoted cells", 'text, label\n "a, b" , "x"\n', ["a, b"]],
    ["blanks around cells", "text,label\n a ,x\n", [" a "]],
    [
      "quotes after a backslash",
      'text,label\n"he said \\"hi\\", ok",x\n"c:\\\\dir",y\n',
      ['he said "hi", ok', "c:\\dir"],
    ],
    ["a quote after a backslash at the end", 'text,label\n"inch 5\\"",x\n"b",y\n', ['inch 5"', "b"]],
    [
      "a backslash before a closing quote",
      'text,label\n"c:\\dir\\",x\n"a ""b""",y\n',
      ["c:\\dir\\", 'a "b"'],
    ],
    ["empty cells behind the last column", "text,label,,\na,x,,\nb,y\nc,z,\n", ["a", "b", "c"]],
    ["one empty cell behind the last column", "text,label,\na,x,\nb,y\n", ["a", "b"]],
    ["an index without a name", ",text,label\n0,a,x\n1,b,y\n", ["a", "b"]],
    ["names with blanks and capitals", " Text ,LABEL\na,x\n", ["a"]],
  ])("may have %s", async (_, content, texts) => {
    const rows = await collect(readRows(pieces(content), { format: "csv" }));
    expect(rows.map(({ text }) => text)).toEqual(texts);
    expect(rows.every(({ label }) => typeof label === "string")).toBe(true);
  });

  it("keep all column names, and repeated names get a number", async () => {
    const { fields } = await fieldsOf("text,Comment,Comment,Comment (2),Comment\na,b,c,d,e\n");
    expect(fields).toEqual([
      { text: "a", Comment: "b", "Comment (3)": "c", "Comment (2)": "d", "Comment (4)": "e" },
    ]);
  });

  it.each([
    ["a cell behind the last column", "text,label,,\na,x,,z\n", "columns: 2, cells: 4"],
    ["too few cells", "text;label\na\n", "columns: 2, cells: 1"],
  ])("are rejected: %s", async (_, content, counts) => {
    expect(await mistakeIn(() => fieldsOf(content))).toContain(
      `line 2: does not fit the header (${counts});`,
    );
  });

  it("of 200,000 columns are read, and 200,000 names that are the same", async () => {
    const names = Array.from({ length: 200_000 }, (_, i) => `c${i}`);
    const header = `text,${names.join(",")}`;
    const row = `a${",".repeat(200_000)}`;
    const { fields } = await fieldsOf(`${header}\n${row}\n`);
    expect(Object.keys(fields[0])).toHaveLength(200_001);
    const twins = await fieldsOf(`text,${names.fill("c").join(",")}\n${row}\n`);
    expect(Object.keys(twins.fields[0])).toHaveLength(200_001);
  });
});

describe("a quote that is never closed", () => {
  const content = `id,text\n1,a\n2,"b\n${Array.from({ length: 5 }, (_, i) => `${i + 3},c\n`).join("")}`;

  it("is reported with its line", async () => {
    expect(await mistakeIn(() => fieldsOf(content))).toBe(
      "the input, line 3: begins a quoted cell that is never closed; double the quotes inside cells.",
    );
  });

  it.each(["", '9,"d"\n', '9,d "e" f\n', '9,"d\n10,e\n'])(
    "costs its own row only, whatever follows: %j",
    async (rest) => {
      const results = await collect(readCsvRecords(pieces(content + rest)));
      const bad = results.filter(isBadRow).map(({ line, raw }) => [line, raw]);
      expect(bad[0]).toEqual([3, '2,"b']);
      const ids = results.map((each) => (isBadRow(each) ? "bad" : each.fields.id));
      expect(ids.slice(0, 7)).toEqual(["1", "bad", "3", "4", "5", "6", "7"]);
      expect(ids.slice(7)).toHaveLength(rest.split("\n").length - 1);
    },
  );

  it("makes the lines after it invalid if there is one column, because any line would fit", async () => {
    const results = await collect(readCsvRecords(pieces('text\na\n"b\nc" d\ne\n')));
    expect(results.map((each) => (isBadRow(each) ? each.raw : each.fields.text))).toEqual([
      "a",
      '"b\nc" d',
      "e",
    ]);
  });

  it("is found in linear time if every line has one", async () => {
    const lines = Array.from({ length: 20_000 }, () => '"a,b\n').join("");
    const results = await collect(readCsvRecords(pieces(`id,text\n${lines}`)));
    expect(results.every(isBadRow)).toBe(true);
    expect(results).toHaveLength(20_000);
  });
});
