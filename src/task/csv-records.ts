import { parse } from "csv-parse/sync";
import { InputError, type InputPlace } from "../errors.ts";
import { quote } from "./quote.ts";
import { type ReadOptions, readText, sourceName, type TextSource } from "./read-text.ts";
import { type Line, longestLine, splitLines, tooLong, withoutReturn } from "./split-lines.ts";

/** One record of a CSV file under its header. */
export interface CsvRecord {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** The header: the same list for every record of a file. */
  readonly columns: readonly string[];
  /** One cell a column. */
  readonly cells: readonly string[];
}

/**
 * Reads comma-separated values as RFC 4180 has them: a header, quoted cells that may hold line breaks, LF or CRLF.
 * Empty lines are passed over.
 * @param onHeader called with the columns before the first record
 * @throws InputError with the line, where quotes do not fit or a record is shorter or longer than the header
 */
export async function* readCsvRecords(
  source: TextSource,
  onHeader: (columns: readonly string[], line: number) => void,
  options?: ReadOptions,
): AsyncGenerator<CsvRecord> {
  const name = sourceName(source);
  let columns: readonly string[] | undefined;
  for await (const { number: line, text } of joinRecords(splitLines(readText(source, options), name), name)) {
    const cells = parseRecord(text, { source: name, line });
    if (columns === undefined) {
      columns = cells;
      checkHeader(columns, { source: name, line });
      onHeader(columns, line);
      continue;
    }
    if (cells.length !== columns.length) throw ragged(cells, columns, { source: name, line });
    yield { line, columns, cells };
  }
  if (columns === undefined) {
    throw new InputError("is empty; a CSV file begins with a line of column names.", { source: name });
  }
}

/**
 * Joins the lines of a record whose quoted cells hold line breaks: as every quote inside a cell is doubled, a record is
 * whole when its quotes are even.
 * @returns records under the number of their first line, without empty lines between them.
 */
export async function* joinRecords(
  lines: AsyncIterable<Line>,
  source: string,
  longest: number = longestLine,
): AsyncGenerator<Line> {
  let begun: Line | undefined;
  for await (const line of lines) {
    if (begun === undefined && withoutReturn(line.text) === "") continue;
    const record: Line = begun ? { number: begun.number, text: `${begun.text}\n${line.text}` } : line;
    if (record.text.length > longest) throw tooLong(longest, source, record.number);
    const isOpen = (begun !== undefined) !== hasOddQuotes(line.text);
    begun = isOpen ? record : undefined;
    if (!isOpen) yield { number: record.number, text: withoutReturn(record.text) };
  }
  if (begun !== undefined) {
    throw new InputError("begins a quoted cell that is never closed; quotes inside a cell must be doubled.", {
      source,
      line: begun.number,
    });
  }
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

function parseRecord(text: string, place: InputPlace): string[] {
  try {
    const [cells] = parse(text, { record_delimiter: ["\r\n", "\n"] });
    return cells;
  } catch (cause) {
    const sentence =
      "has a quote in a wrong place; a cell with quotes must be quoted itself, its quotes doubled.";
    throw new InputError(sentence, { ...place, cause });
  }
}

function checkHeader(columns: readonly string[], place: InputPlace): void {
  const twin = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twin !== undefined) {
    throw new InputError(`names the column ${quote(twin)} twice; give each column a name of its own.`, place);
  }
}

function ragged(cells: readonly string[], columns: readonly string[], place: InputPlace): InputError {
  const counts = `does not fit the header (columns: ${columns.length}, cells: ${cells.length})`;
  return new InputError(`${counts}; a cell that holds a comma or a line break must be in quotes.`, place);
}
