import { argumentError, InputError } from "../errors.ts";
import { quote } from "./quote.ts";

/** One JSON object a line; comma-separated values under a header; or one text a line. */
export type RowFormat = "jsonl" | "csv" | "lines";

const formats: Readonly<Record<string, RowFormat>> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  csv: "csv",
  txt: "lines",
};

/**
 * The format that a file's name tells (.jsonl, .ndjson, .csv, .txt, each also with .gz).
 * @param otherwise the answer where the name does not tell
 * @throws InputError where the name does not tell and there is no other answer
 */
export function formatOf(path: string, otherwise?: RowFormat): RowFormat {
  if (typeof path !== "string") throw argumentError("path", "the path of a file", path);
  const extension = /\.([^./\\]+)(?:\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? "";
  const format = Object.hasOwn(formats, extension) ? formats[extension] : otherwise;
  if (format !== undefined) return format;
  throw new InputError(
    `The name ${quote(path)} does not tell the format of the rows; name the format (jsonl, csv or lines).`,
  );
}
