import { basename } from "node:path";
import { argumentError, InputError } from "../../errors.ts";
import { checkFormat, type RowFormat } from "./row-format.ts";

/** Format in which rows can be written: one JSON object per line, a JSON list, or cells separated by commas or tabs. */
export type OutputFormat = "jsonl" | "json" | "csv" | "tsv";

const formats: Readonly<Record<string, OutputFormat>> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "json",
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  // Lines have no place for predictions.
  txt: "jsonl",
};

/**
 * Returns the format in which to write a file, by the extension of its name: .jsonl, .ndjson, .json, .csv, .tsv, .tab or
 * .txt, also with .gz added.
 * @param input the format of the rows that are read; it decides if the name has no extension (default: an error)
 * @throws InputError if the extension is not one of these, or if there is none and `input` is not given
 * @example
 * outputFormatOf("answers.csv"); // "csv"
 * outputFormatOf("answers", "xlsx"); // "csv"
 */
export function outputFormatOf(path: string, input?: RowFormat): OutputFormat {
  if (typeof path !== "string") throw argumentError("path", "the path of a file", path);
  const [, ending] = /\.([^.]+?)(?:\.gz)?$/i.exec(basename(path)) ?? [];
  const extension = ending?.toLowerCase();
  const hasNone = extension === undefined || extension === "gz";
  if (hasNone && input !== undefined) return writtenAs(input);
  if (!hasNone && Object.hasOwn(formats, extension)) return formats[extension];
  const endings = Object.keys(formats).map((each) => `.${each}`);
  const what = hasNone ? "does not say its format" : `cannot be written as .${extension}`;
  throw new InputError(`${what}; end the name in ${endings.slice(0, -1).join(", ")} or ${endings.at(-1)}.`, {
    source: path,
  });
}

/**
 * Returns the format in which to write rows that were read in a given format: CSV and TSV stay, a spreadsheet becomes
 * CSV, the others become JSONL.
 * @throws InputError if `input` is not a RowFormat
 * @example
 * writtenAs("parquet"); // "jsonl"
 */
export function writtenAs(input: RowFormat): OutputFormat {
  checkFormat(input);
  if (input === "csv" || input === "tsv") return input;
  return input === "xlsx" ? "csv" : "jsonl";
}
