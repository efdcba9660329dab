import { basename } from "node:path";
import { argumentError, InputError } from "../../errors.ts";
import { checkFormat, type RowFormat } from "./row-format.ts";

/** How rows can be written: one JSON object per line, a JSON list, or cells separated by commas or tabs. */
export type OutputFormat = "jsonl" | "json" | "csv" | "tsv";

const formats: Readonly<Record<string, OutputFormat>> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "json",
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  // Lines have no place for answers.
  txt: "jsonl",
};

/**
 * Returns the format in which a file of this name is written (.jsonl, .ndjson, .json, .csv, .tsv, .txt, also with .gz).
 * @param input the format of the rows that are read; it decides if the name has no ending
 * @throws InputError if the name has another ending, or none and the input does not decide
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
 * Returns the format in which rows are written that were read in this one.
 * @throws InputError if it is not a format of rows
 */
export function writtenAs(input: RowFormat): OutputFormat {
  checkFormat(input);
  if (input === "csv" || input === "tsv") return input;
  return input === "xlsx" ? "csv" : "jsonl";
}
