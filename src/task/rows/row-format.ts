import { argumentError, InputError, optionError } from "../../errors.ts";
import { isFolder } from "../../files/is-folder.ts";
import { quote } from "../../files/quote.ts";
import { sourceName, type TextSource } from "../../files/read-text.ts";

/**
 * Format of a file of rows: one JSON object per line; cells separated by commas (or another delimiter) or tabs, below a
 * header; one text per line; a JSON list; a spreadsheet; a parquet file.
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

/** All formats. */
const rowFormats: readonly RowFormat[] = [...new Set(Object.values(formats))];

/**
 * Returns the format of a file by the extension of its name: .jsonl, .ndjson, .csv, .tsv, .tab, .txt or .json, also
 * with .gz added; .xlsx or .parquet.
 * @param otherwise the format if the extension is not known (default: an error)
 * @throws InputError if the extension is not known and `otherwise` is not given
 * @example
 * formatOf("mails.csv.gz"); // "csv"
 */
export function formatOf(path: string, otherwise?: RowFormat): RowFormat {
  if (typeof path !== "string") throw argumentError("path", "the path of a file", path);
  const [, ending = "", packed] = /\.([^./\\]+?)(\.gz)?$/i.exec(path) ?? [];
  const extension = ending.toLowerCase();
  const format = Object.hasOwn(formats, extension) ? formats[extension] : otherwise;
  if (format === undefined) throw unknownFormat(path);
  if (packed !== undefined && (format === "xlsx" || format === "parquet")) {
    throw new InputError(
      `is a compressed format already; unpack the file to a name that ends in .${extension}.`,
      {
        source: path,
      },
    );
  }
  return format;
}

/** @throws InputError if a value is not a RowFormat */
export function checkFormat(format: RowFormat): void {
  if (!rowFormats.includes(format)) throw optionError("format", `one of ${rowFormats.join(", ")}`, format);
}

/**
 * Returns the format of labeled rows: the given one, or the one by the file's extension. Standard input and streams are
 * JSONL by default.
 * @throws InputError if the extension is not known, or the given format is not a RowFormat
 */
export function labeledFormatOf(source: TextSource, { format }: { readonly format?: RowFormat }): RowFormat {
  const isNamed = typeof source === "string" && source !== "-";
  const found = format ?? formatOf(sourceName(source), isNamed ? undefined : "jsonl");
  checkFormat(found);
  return found;
}

function unknownFormat(path: string): InputError {
  if (isFolder(path)) return new InputError("is a folder; name a file in it.", { source: path });
  const endings = Object.keys(formats).map((ending) => `.${ending}`);
  return new InputError(
    `The name ${quote(path)} does not say the format of the rows; name the format (${rowFormats.join(", ")}), ` +
      `or end the name in ${endings.slice(0, -1).join(", ")} or ${endings.at(-1)}.`,
  );
}
