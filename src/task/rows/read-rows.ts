import { InputError, optionError } from "../../errors.ts";
import { readCsvRecords } from "../../files/csv-records.ts";
import { readJsonLines } from "../../files/json-lines.ts";
import { readJsonRecords } from "../../files/json-records.ts";
import { readParquetRecords } from "../../files/parquet-records.ts";
import { sourceName, type TextSource } from "../../files/read-text.ts";
import { type BadRow, isBadRow, type RecordResult } from "../../files/records.ts";
import { readXlsxRecords } from "../../files/xlsx-records.ts";
import { requireOptions } from "../../options/known-options.ts";
import { isKnownName } from "./choose-fields.ts";
import { fastTextRows, lineRows } from "./line-rows.ts";
import type { LabeledRow, ReadRowsOptions, Row } from "./row.ts";
import { rowOptionNames } from "./row.ts";
import { checkFormat, formatOf, type RowFormat } from "./row-format.ts";
import { RowMaker } from "./row-maker.ts";

/**
 * Reads the rows of a file as a stream, in bounded memory. (A spreadsheet is read as a whole, and so is a JSON object
 * that contains the list of rows.) Blank lines are skipped in JSONL and CSV; in "lines" each is a row with an empty
 * text.
 * @param source a path, "-" for standard input, or bytes
 * @throws InputError with file and line, if a row is invalid and `onBadRow` is "stop", if the header, the format or an
 * option is invalid, or if the file cannot be read; CancelledError
 * @example
 * // mails.csv: id,text
 * //            7,Where is my parcel?
 * for await (const { line, text, fields } of readRows("mails.csv")) console.log(line, text, fields.id);
 * // 2 Where is my parcel? 7
 */
export function readRows(source: TextSource, options: ReadRowsOptions = {}): AsyncIterable<Row> {
  requireOptions(options, rowOptionNames);
  const { onBadRow = "stop" } = options;
  if (onBadRow !== "stop" && onBadRow !== "skip") {
    throw optionError("onBadRow", '"stop" or "skip"', onBadRow);
  }
  const format = options.format ?? formatOf(sourceName(source));
  checkFormat(format);
  return goodRows(readRowResults(source, format, options), options);
}

async function* goodRows(
  results: AsyncIterable<Row | BadRow>,
  { onBadRow, onBadRowSkipped }: ReadRowsOptions,
): AsyncGenerator<Row> {
  for await (const result of results) {
    if (!isBadRow(result)) yield result;
    else if (onBadRow === "skip") await onBadRowSkipped?.(result);
    else throw new InputError(result.reason, { source: result.source, line: result.line });
  }
}

/**
 * Reads rows that must have labels. Table rows of blank cells are skipped, and so are unlabelled records of labelling
 * tools. Lines must be those of fastText, with `__label__`.
 * @throws InputError as in readRows, and if the file has no rows or no field for the label
 */
export async function* readLabeledRows(
  source: TextSource,
  format: RowFormat,
  options: ReadRowsOptions,
): AsyncGenerator<LabeledRow> {
  const rows = goodRows(readRowResults(source, format, options, true), options);
  for await (const row of rows) yield row as LabeledRow;
}

/** Reads valid and invalid rows in their order. */
function readRowResults(
  source: TextSource,
  format: RowFormat,
  options: ReadRowsOptions,
  needsLabel = false,
): AsyncGenerator<Row | BadRow> {
  if (format === "lines") return needsLabel ? fastTextRows(source, options) : lineRows(source, options);
  const maker = new RowMaker(sourceName(source), format, { ...options, needsLabel });
  return maker.rowsOf(recordsOf(source, format, options, maker));
}

/** Reads the records of a file. `maker` takes the header of a table, and gives an example of a record for messages. */
export function recordsOf(
  source: TextSource,
  format: Exclude<RowFormat, "lines">,
  options: ReadRowsOptions,
  maker: Pick<RowMaker, "likeness" | "takeHeader">,
): AsyncIterable<RecordResult> {
  switch (format) {
    case "csv":
    case "tsv": {
      const named = new Set([options.textField ?? [], options.labelField ?? []].flat());
      return readCsvRecords(source, {
        ...options,
        usualDelimiter: format === "tsv" ? "\t" : ",",
        isKnownName: (name) => isKnownName(name) || named.has(name.trim()),
        onHeader: (header) => maker.takeHeader(header),
      });
    }
    case "json":
      return readJsonRecords(source, options);
    case "xlsx":
      return readXlsxRecords(pathOf(source, format), options);
    case "parquet":
      return readParquetRecords(pathOf(source, format), options);
    case "jsonl":
      return readJsonLines(source, maker.likeness, options);
  }
}

function pathOf(source: TextSource, format: RowFormat): string {
  if (typeof source === "string" && source !== "-") return source;
  throw new InputError(`cannot be read as ${format}, which needs a file; name one.`, {
    source: sourceName(source),
  });
}
