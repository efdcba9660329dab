import { describe, expect, it } from "vitest";
import { type OutputFormat, outputFormatOf } from "../../../src/task/rows/output-format.ts";
import type { RowFormat } from "../../../src/task/rows/row-format.ts";
import { createRowWriter } from "../../../src/task/rows/write-rows.ts";
import { emptyFolder, mistakeIn } from "../sources.ts";

describe("the format of an output", () => {
  it.each<[string, OutputFormat]>([
    ["out.jsonl", "jsonl"],
    ["out.ndjson", "jsonl"],
    ["out.JSON", "json"],
    ["a.b/out.csv", "csv"],
    ["out.csv.gz", "csv"],
    ["out.tsv", "tsv"],
    ["out.tab", "tsv"],
    ["out.txt", "jsonl"],
  ])("is found by the extension: %s is %s", (path, format) => {
    expect(outputFormatOf(path)).toBe(format);
  });

  it.each<[RowFormat, OutputFormat]>([
    ["jsonl", "jsonl"],
    ["json", "jsonl"],
    ["csv", "csv"],
    ["tsv", "tsv"],
    ["lines", "jsonl"],
    ["xlsx", "csv"],
    ["parquet", "jsonl"],
  ])("is that of the input if the name has no extension: %s gives %s", (input, format) => {
    expect(outputFormatOf("/dev/stdout", input)).toBe(format);
    expect(outputFormatOf("a.b/out", input)).toBe(format);
  });

  it.each(["out.xlsx", "out.xls", "out.parquet", "out.yaml", "out.1", "out.xlsx.gz"])(
    "is rejected with the formats there are: %s",
    async (name) => {
      const path = `${emptyFolder()}/${name}`;
      const sentence = `${path}: cannot be written as .${name.split(".")[1]}; end the name in .jsonl, .ndjson, .json, .csv, .tsv, .tab or .txt.`;
      expect(await mistakeIn(() => outputFormatOf(path, "csv"))).toBe(sentence);
      expect(await mistakeIn(() => createRowWriter(path))).toBe(sentence);
    },
  );

  it("must be named if it is not known", async () => {
    expect(await mistakeIn(() => outputFormatOf("out"))).toMatch(
      /^out: does not say its format; end the name in/,
    );
  });
});
