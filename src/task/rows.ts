import { InputError, type InputPlace, optionError, requireOptions } from "../errors.ts";
import { readCsvRecords } from "./csv-records.ts";
import { readJsonLines } from "./json-lines.ts";
import { quote } from "./quote.ts";
import { type ReadOptions, readText, sourceName, type TextSource } from "./read-text.ts";
import { formatOf, type RowFormat } from "./row-format.ts";
import { splitLines, withoutReturn } from "./split-lines.ts";

/** One text, with everything that came with it. */
export interface InputRow extends InputPlace {
  readonly text: string;
  /** All fields by name, the text's own among them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The names of the fields in the file's order, where an object may not keep it (CSV). */
  readonly columns?: readonly string[];
  /** The row as it was written, where it is JSON: numbers, spacing and repeated keys survive in it. */
  readonly raw?: string;
}

/** A row of a file: it knows where it came from. */
export interface Row extends InputRow {
  readonly source: string;
  /** The line on which it begins, from 1. */
  readonly line: number;
}

export interface ReadRowsOptions extends ReadOptions {
  /** Told by the file's name unless given. */
  readonly format?: RowFormat;
  /** The field or column that holds the text ("text" unless given). */
  readonly textField?: string;
}

/**
 * Reads rows one by one as they are asked for, in memory for a few. In JSONL and CSV blank lines are passed over; in
 * "lines" each is a row with an empty text.
 * @throws InputError with source and line, where a row has no text or the format does not hold; CancelledError
 */
export function readRows(source: TextSource, options: ReadRowsOptions = {}): AsyncIterable<Row> {
  requireOptions(options);
  const { textField = "text" } = options;
  const name = sourceName(source);
  const format = options.format ?? formatOf(name);
  if (!Object.hasOwn(readers, format)) throw optionError("format", '"jsonl", "csv" or "lines"', format);
  return readers[format](source, textField, options);
}

type Reader = (source: TextSource, textField: string, options: ReadOptions) => AsyncIterable<Row>;

const readers: Readonly<Record<RowFormat, Reader>> = {
  jsonl: readJsonRows,
  csv: readCsvRows,
  lines: readLineRows,
};

async function* readJsonRows(
  source: TextSource,
  textField: string,
  options: ReadOptions,
): AsyncGenerator<Row> {
  const name = sourceName(source);
  const likeness = `{${JSON.stringify(textField)}: "some text"}`;
  for await (const { line, raw, fields } of readJsonLines(source, likeness, options)) {
    const place = { source: name, line };
    if (!Object.hasOwn(fields, textField)) throw textMissing("field", textField, Object.keys(fields), place);
    const text = fields[textField];
    if (typeof text !== "string") {
      throw new InputError(`the field ${quote(textField)} must be a string; put it in quotes.`, place);
    }
    yield { ...place, text, fields, raw };
  }
}

async function* readCsvRows(
  source: TextSource,
  textField: string,
  options: ReadOptions,
): AsyncGenerator<Row> {
  const name = sourceName(source);
  const checkColumns = (columns: readonly string[], line: number): void => {
    if (!columns.includes(textField)) throw textMissing("column", textField, columns, { source: name, line });
  };
  for await (const { line, columns, cells } of readCsvRecords(source, checkColumns, options)) {
    const fields = Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
    yield { source: name, line, text: fields[textField], fields, columns };
  }
}

async function* readLineRows(
  source: TextSource,
  textField: string,
  options: ReadOptions,
): AsyncGenerator<Row> {
  const name = sourceName(source);
  for await (const { number, text: line } of splitLines(readText(source, options), name)) {
    const text = withoutReturn(line);
    yield { source: name, line: number, text, fields: Object.fromEntries([[textField, text]]) };
  }
}

function textMissing(
  what: "field" | "column",
  textField: string,
  names: readonly string[],
  place: InputPlace,
): InputError {
  const shown = names.slice(0, 5).map(quote).join(", ") + (names.length > 5 ? ", ..." : "");
  const others = names.length === 0 ? "it has none" : `it has ${shown}`;
  return new InputError(
    `has no ${what} ${quote(textField)} (${others}); name the one that holds the text.`,
    place,
  );
}
