import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { emptyFolder, pilesort } from "./processes.ts";

const classes = ["--class", "cat: Cats purr and meow.", "dog: Dogs bark and fetch."];
const model = "model";

/** 700 rows; row 601 has no text. */
const rows = Array.from({ length: 700 }, (_, i) => ({ id: i + 1, text: i === 600 ? null : `row ${i + 1}` }));
const asLines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");

function idsIn(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).id);
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("an invalid row", () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = emptyFolder();
    const trained = await pilesort(["train", ...classes, "--save", model, "--no-tune"], folder);
    expect(trained).toMatchObject({ status: 0 });
    writeFileSync(path("mails.jsonl"), asLines);
    return () => {};
  });

  // This is one test, because the folder is removed after each test.
  it("does not affect the other rows, in a file or a stream", async () => {
    writeFileSync(path("sorted.jsonl"), "old");
    const classify = (...words: string[]) =>
      pilesort(["classify", "--load", model, ...words], folder, asLines);
    const reason = 'line 601: has null in the field "text", which must be a string.';

    const stopped = await classify("--input", "mails.jsonl", "--output", "sorted.jsonl");
    expect(stopped).toMatchObject({
      status: 2,
      stderr: `mails.jsonl, ${reason} The answers to the 600 rows before it are in sorted.incomplete.jsonl.\n`,
    });
    expect(idsIn(readFileSync(path("sorted.incomplete.jsonl"), "utf8"))).toEqual(numbers(1, 600));
    expect(readFileSync(path("sorted.jsonl"), "utf8")).toBe("old");

    const packed = await classify("--input", "mails.jsonl", "--output", "sorted.csv.gz");
    expect(packed.stderr).toContain("600 rows before it are in sorted.incomplete.csv.gz.");

    const streamed = await classify("--format", "jsonl");
    expect(streamed).toMatchObject({ status: 2, stderr: `standard input, ${reason}\n` });
    expect(idsIn(streamed.stdout)).toEqual(numbers(1, 600));

    const skipped = await classify(
      "--input",
      "mails.jsonl",
      "--output",
      "sorted.jsonl",
      "--on-bad-row",
      "skip",
    );
    expect(skipped.status).toBe(0);
    expect(skipped.stderr).toMatch(
      /^Classified 699 texts in [\d.]+ s \([\d,]+ texts\/s\); 1 row skipped \(see sorted\.rejects\.jsonl\)\.\n$/,
    );
    expect(idsIn(readFileSync(path("sorted.jsonl"), "utf8"))).toEqual([
      ...numbers(1, 600),
      ...numbers(602, 700),
    ]);
    expect(JSON.parse(readFileSync(path("sorted.rejects.jsonl"), "utf8"))).toEqual({
      source: "mails.jsonl",
      line: 601,
      reason: 'has null in the field "text", which must be a string.',
      raw: '{"id":601,"text":null}',
    });

    const elsewhere = await classify(
      "--input",
      "mails.jsonl",
      "--on-bad-row",
      "skip",
      "--rejects",
      "bad.jsonl",
    );
    expect(elsewhere.stderr).toContain("1 row skipped (see bad.jsonl)");
    expect(idsIn(elsewhere.stdout)).toHaveLength(699);
    expect(existsSync(path("bad.jsonl"))).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes(".partial"))).toEqual([]);

    writeFileSync(path("good.jsonl"), '{"text": "thanks"}\n');
    const good = ["--input", "good.jsonl", "--rejects", "bad.jsonl"];
    expect((await classify(...good)).status).toBe(0);
    expect(existsSync(path("bad.jsonl"))).toBe(true);
    expect((await classify(...good, "--on-bad-row", "skip")).status).toBe(0);
    expect(existsSync(path("bad.jsonl"))).toBe(false);

    const clash = '{"text": "a", "prediction": 1}\n{"text": "b"}\n';
    writeFileSync(path("clash.jsonl"), clash);
    const clashed = await classify("--input", "clash.jsonl", "--on-bad-row", "skip");
    expect(clashed.stdout).toMatch(/^\{"text": "b"/);
    expect(readFileSync(path("clash.rejects.jsonl"), "utf8")).toContain(
      '"reason": "has a field \\"prediction\\" already',
    );

    writeFileSync(path("empty.txt"), "");
    expect((await classify("--input", "empty.txt")).stderr).toMatch(
      /^Warning: empty\.txt: No texts were found, so nothing was classified\.\nClassified 0 texts/,
    );
  });
});

/** An export of a help desk as saved by a spreadsheet in Western Europe: semicolons, CRLF, windows-1252. */
function helpDeskExport(): Buffer {
  const mails: [string, string, string][] = [
    ["Invoice", "I was charged twice for my café account; please pay it back.", "billing"],
    ["Refund", 'The invoice says 30 euros, "not 20".\r\nPlease correct it.', "billing"],
    ["Payment", "My card was declined, but the money is gone.", "billing"],
    ["Parcel", "My parcel to Zürich never came.", "shipping"],
    ["Where is it", "The tracking says delivered; there is nothing here.", "shipping"],
    ["Late", "The delivery is five days late.", "shipping"],
  ];
  const cell = (text: string): string => (/[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = mails.map((cells, i) => [String(i), ...cells].map(cell).join(";"));
  const text = [
    "Ticket ID;Subject;Body;Tags;;",
    ...lines.map((line) => `${line};;`),
    "7;Both;Late and charged twice;billing, shipping;;",
    "",
  ].join("\r\n");
  return Buffer.from(text, "latin1");
}

it("an export of a help desk becomes a classifier in two commands, and detected settings are reported once", async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "tickets.csv"), helpDeskExport());
  writeFileSync(
    join(folder, "new.csv"),
    Buffer.from("Subject;Body\r\nHello;Where is my parcel to Genève?\r\n", "latin1"),
  );

  const detected =
    'tickets.csv: delimiter ";", text from "Subject" and "Body" (joined by a line break), label from "Tags". ' +
    "Choose others with --delimiter, --text-field, --label-field.\n";
  const rejected = await pilesort(["train", "--data", "tickets.csv", "--save", model], folder);
  expect(rejected).toMatchObject({
    status: 2,
    stderr: `${detected}tickets.csv, line 2: is not valid UTF-8 (byte 0xE9); save the file as UTF-8, or name its encoding with --encoding, for instance windows-1252, utf-16le or shift_jis.\n`,
  });

  const reading = ["--encoding", "windows-1252", "--on-bad-row", "skip"];
  const trained = await pilesort(["train", "--data", "tickets.csv", ...reading, "--save", model], folder);
  expect(trained.status).toBe(0);
  expect(trained.stdout).toMatch(/^Trained 2 classes from 6 labeled examples/);
  expect(trained.stderr).toContain(detected);
  expect(trained.stderr).toContain("1 row skipped (see model.rejects.jsonl).\n");
  expect(JSON.parse(readFileSync(join(folder, "model.rejects.jsonl"), "utf8"))).toMatchObject({
    source: "tickets.csv",
    line: 9,
    raw: "7;Both;Late and charged twice;billing, shipping;;",
  });

  const sorted = await pilesort(["classify", "--load", model, "--input", "new.csv", ...reading], folder);
  expect(sorted.status).toBe(0);
  expect(sorted.stdout).toMatch(
    /^Subject,Body,prediction,.*\nHello,Where is my parcel to Genève\?,shipping,/,
  );

  const evaluated = await pilesort(
    ["evaluate", "--load", model, "--data", "tickets.csv", ...reading],
    folder,
  );
  expect(evaluated.stdout).toMatch(/^Correct [\s\S]*\n6 rows /);
  expect(evaluated.stderr).toBe(`${detected}1 row skipped (see tickets.rejects.jsonl).\n`);

  const valid = helpDeskExport()
    .toString("latin1")
    .replace("7;Both;Late and charged twice;billing, shipping;;\r\n", "");
  writeFileSync(join(folder, "tickets.csv"), Buffer.from(valid, "latin1"));
  const rejects = ["model.rejects.jsonl", "tickets.rejects.jsonl"];
  expect(rejects.map((name) => existsSync(join(folder, name)))).toEqual([true, true]);
  await pilesort(["train", "--data", "tickets.csv", ...reading, "--save", model], folder);
  await pilesort(["evaluate", "--load", model, "--data", "tickets.csv", ...reading], folder);
  expect(rejects.map((name) => existsSync(join(folder, name)))).toEqual([false, false]);
});

describe("an unreadable file gets one sentence that names flags", () => {
  it.each<[string, string, string, string[], RegExp]>([
    [
      "no column of labels",
      "a.csv",
      "id,text,words\n1,a,b\n",
      [],
      /^a\.csv, line 1: has no column "label"; .* with --label-field\. Its columns: "id", "text", "words"\. The first line .*\.\n$/,
    ],
    [
      "a header alone",
      "a.csv",
      "text,label\n",
      [],
      /^a\.csv: holds no rows under its header\. Its columns: "text", "label"\.\n$/,
    ],
    [
      "an unknown encoding",
      "a.csv",
      "text,label\na,x\n",
      ["--encoding", "klingon"],
      /^The option --encoding must be the name of an encoding, .*"klingon"\.\n$/,
    ],
    [
      "an unknown ending",
      "a.xml",
      "<a/>",
      [],
      /does not say the format of the rows; .*\.xlsx or \.parquet\.\n$/,
    ],
    [
      "two columns of labels",
      "a.csv",
      "text,category,topic\na,b,c\n",
      [],
      /several columns that may hold the label \("category", "topic"\); choose one with --label-field\./,
    ],
  ])("%s", async (_, name, content, words, sentence) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, name), content);
    const { status, stderr } = await pilesort(["train", ...classes, "--data", name, ...words], folder);
    expect(stderr).toMatch(sentence);
    expect(status).toBe(2);
    expect(readdirSync(folder)).toEqual([name]);
  });
});
