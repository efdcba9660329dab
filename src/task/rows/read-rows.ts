import { InputError, optionError, requireOptions } from "../../errors.ts";
import { readCsvRecords } from "../../files/csv-records.ts";
import { readJsonLines } from "../../files/json-lines.ts";
import { readJsonRecords } from "../../files/json-records.ts";
import { readParquetRecords } from "../../files/parquet-records.ts";
import { sourceName, type TextSource } from "../../files/read-text.ts";
import { type BadRow, isBadRow, type RecordResult } from "../../files/records.ts";
import { readXlsxRecords } from "../../files/xlsx-records.ts";
import { isKnownName } from "./choose-fields.ts";
import { fastTextRows, lineRows } from "./line-rows.ts";
import type { LabeledRow, ReadRowsOptions, Row } from "./row.ts";
import { checkFormat, formatOf, type RowFormat } from "./row-format.ts";
import { RowMaker } from "./row-maker.ts";

/**
 * Reads rows one by one as they are asked for, in memory for a few. In JSONL and CSV blank lines are passed over; in
 * "lines" each is a row with an empty text.
 * @throws InputError with source and line, if a row cannot be used and `onBadRow` is "stop", if the file's header or
 * format cannot be used, or an option is invalid; CancelledError
 */
export function readRows(source: TextSource, options: ReadRowsOptions = {}): AsyncIterable<Row> {
  requireOptions(options);
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
 * Reads rows that must have labels. Rows of CSV with nothing but blanks are passed over, and so are records of labelling
 * tools that nobody labelled. Lines must be fastText's, with `__label__`.
 * @throws InputError as readRows, and if the file has no rows, or no field of labels
 */
export async function* readLabeledRows(
  source: TextSource,
  format: RowFormat,
  options: ReadRowsOptions,
): AsyncGenerator<LabeledRow> {
  const rows = goodRows(readRowResults(source, format, options, true), options);
  for await (const row of rows) yield row as LabeledRow;
}

/** Reads rows and those that cannot be used, in their order. */
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

function recordsOf(
  source: TextSource,
  format: Exclude<RowFormat, "lines">,
  options: ReadRowsOptions,
  maker: RowMaker,
): AsyncIterable<RecordResult> {
  switch (format) {
    case "csv":
    case "tsv": {
      const wished = new Set([options.textField ?? [], options.labelField ?? []].flat());
      return readCsvRecords(source, {
        ...options,
        usualDelimiter: format === "tsv" ? "\t" : ",",
        isKnownName: (name) => isKnownName(name) || wished.has(name.trim()),
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
