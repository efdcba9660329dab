import { argumentError, InputError, optionError } from "../../errors.ts";
import { quote } from "../../files/quote.ts";
import { sourceName, type TextSource } from "../../files/read-text.ts";

/**
 * How rows stand in a file: one JSON object per line; values separated by commas or tabs under a header; one text per
 * line; a JSON list; a spreadsheet; a parquet file.
 */
export type RowFormat = "jsonl" | "csv" | "tsv" | "lines" | "json" | "xlsx" | "parquet";

const formats: Readonly<Record<string, RowFormat>> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  txt: "lines",
  json: "json",
  xlsx: "xlsx",
  parquet: "parquet",
};

/** The names of all formats. */
const rowFormats: readonly RowFormat[] = [...new Set(Object.values(formats))];

/**
 * Returns the format that a file's name says (.jsonl, .ndjson, .csv, .tsv, .txt, .json, also with .gz; .xlsx, .parquet).
 * @param otherwise the answer if the name does not say
 * @throws InputError if the name does not say and there is no other answer
 */
export function formatOf(path: string, otherwise?: RowFormat): RowFormat {
  if (typeof path !== "string") throw argumentError("path", "the path of a file", path);
  const [, ending = "", packed] = /\.([^./\\]+?)(\.gz)?$/i.exec(path) ?? [];
  const extension = ending.toLowerCase();
  const format = Object.hasOwn(formats, extension) ? formats[extension] : otherwise;
  if (format === undefined) throw unknownFormat(path);
  if (packed !== undefined && (format === "xlsx" || format === "parquet")) {
    throw new InputError(`is packed already; unpack it to a name that ends in .${extension}.`, {
      source: path,
    });
  }
  return format;
}

/** @throws InputError if a format is not one that rows have */
export function checkFormat(format: RowFormat): void {
  if (!rowFormats.includes(format)) throw optionError("format", `one of ${rowFormats.join(", ")}`, format);
}

/**
 * Returns the format of labeled rows: the given one, or what the name says. A stream or an unnamed source is JSONL.
 * @throws InputError if the name of a file does not say, or the given format is not one
 */
export function labeledFormatOf(source: TextSource, { format }: { readonly format?: RowFormat }): RowFormat {
  const isNamed = typeof source === "string" && source !== "-";
  const found = format ?? formatOf(sourceName(source), isNamed ? undefined : "jsonl");
  checkFormat(found);
  return found;
}

function unknownFormat(path: string): InputError {
  const endings = Object.keys(formats).map((ending) => `.${ending}`);
  return new InputError(
    `The name ${quote(path)} does not say the format of the rows; name the format (${rowFormats.join(", ")}), ` +
      `or end the name in ${endings.slice(0, -1).join(", ")} or ${endings.at(-1)}.`,
  );
}
