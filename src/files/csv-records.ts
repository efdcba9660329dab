import { InputError } from "../errors.ts";
import { type CsvDialect, RecordParser } from "./csv-cells.ts";
import { delimiterNamed, delimiterOfSepLine, detectDialect } from "./csv-dialect.ts";
import { isWellFormed } from "./encodings.ts";
import { LineQueue } from "./line-queue.ts";
import {
  invalidSentence,
  type ReadOptions,
  readMarkedText,
  sourceName,
  type TextSource,
} from "./read-text.ts";
import { type BadRow, type DataRecord, libraryNaming, type RecordResult } from "./records.ts";
import { type Line, longestLine, splitLines } from "./split-lines.ts";

export interface CsvOptions extends ReadOptions {
  /** The text between two cells. Default: detected among comma, semicolon, tab and pipe. */
  readonly delimiter?: string;
  /** The usual delimiter of this kind of file. Default: a comma. */
  readonly usualDelimiter?: string;
  /** Returns whether a column name is one of the usual names of texts or labels. It helps to detect the delimiter. */
  readonly isKnownName?: (name: string) => boolean;
  /** Called before the first record. */
  readonly onHeader?: (header: CsvHeader) => void;
  /** Maximum length of a record, in characters. */
  readonly longest?: number;
}

export interface CsvHeader {
  /** Names of the columns. All are different. */
  readonly columns: readonly string[];
  readonly line: number;
  readonly delimiter: string;
  /** Whether the delimiter was detected and is not the usual one. */
  readonly isDetected: boolean;
}

/**
 * Reads comma-separated values (RFC 4180). These are accepted too: other delimiters, a first line `sep=;`, any line breaks,
 * quotes inside unquoted cells, quotes after a backslash, empty cells after the last column. Blank lines are skipped. An
 * invalid record is returned as a BadRow. If a quote is never closed, only the line with the quote is invalid; the lines
 * after it are read as records of their own.
 * @throws InputError if the file has no header
 */
export async function* readCsvRecords(
  source: TextSource,
  options: CsvOptions = {},
): AsyncGenerator<RecordResult> {
  const name = sourceName(source);
  const lines = new LineQueue(splitLines(readMarkedText(source, options), name));
  try {
    const reader = new CsvReader(name, lines, options);
    await reader.readHeader();
    for (;;) {
      const line = lines.take();
      if (line === undefined) {
        if (await lines.fetch()) continue;
        return;
      }
      if (reader.isBlank(line)) continue;
      const simple = reader.parseLine(line);
      yield simple ?? (await reader.parseFrom(line));
    }
  } finally {
    await lines.close();
  }
}

class CsvReader {
  #dialect: CsvDialect = { delimiter: ",", escape: "double" };
  #columns: readonly string[] = [];
  #lastIsUnnamed = false;
  /** Whether no column is called "__proto__", which would set the prototype of an object. */
  #isPlain = true;

  constructor(
    private readonly source: string,
    private readonly lines: LineQueue,
    private readonly options: CsvOptions,
  ) {}

  async readHeader(): Promise<void> {
    const { delimiter: given, naming = libraryNaming, usualDelimiter = ",", isKnownName } = this.options;
    let delimiter = given === undefined ? undefined : delimiterNamed(given, naming);
    let line = await this.#nextLine();
    const named = line && delimiterOfSepLine(line.text);
    if (named !== undefined) {
      delimiter ??= named;
      line = await this.#nextLine();
    }
    if (line === undefined) {
      throw new InputError("is empty; a CSV file begins with a line of column names.", {
        source: this.source,
      });
    }
    if (!isWellFormed(line.text)) throw this.#error(line, invalidSentence(line.text, this.options));
    const sample = [line, ...this.lines.waiting()];
    this.#dialect = detectDialect(sample, delimiter, usualDelimiter, isKnownName ?? (() => false));
    const cells = await this.#parseRecord(line);
    if ("reason" in cells) throw new InputError(cells.reason, { source: this.source, line: cells.line });
    this.#columns = columnNames(cells.cells);
    this.#lastIsUnnamed = namedWidth(this.#columns) < this.#columns.length;
    this.#isPlain = !this.#columns.includes("__proto__");
    if (namedWidth(this.#columns) === 0) throw this.#error(line, "has no column names.");
    const { delimiter: chosen } = this.#dialect;
    this.options.onHeader?.({
      columns: this.#columns,
      line: line.number,
      delimiter: chosen,
      isDetected: given === undefined && chosen !== usualDelimiter,
    });
  }

  /** Returns whether a line is blank. In a file of one column, a line of blanks is a cell. */
  isBlank({ text }: Line): boolean {
    if (text === "") return true;
    return this.#columns.length > 1 && text.trim() === "" && !text.includes(this.#dialect.delimiter);
  }

  /** Parses a record of one line without quotes, as most records are. @returns undefined for any other record */
  parseLine(line: Line): RecordResult | undefined {
    if (line.text.includes('"')) return undefined;
    return this.#recordOf(line, line.text.split(this.#dialect.delimiter), line.text);
  }

  /** Parses the record that begins on this line. */
  async parseFrom(line: Line): Promise<RecordResult> {
    const found = await this.#parseRecord(line);
    return "reason" in found ? found : this.#recordOf(line, found.cells, found.raw);
  }

  async #parseRecord(first: Line): Promise<BadRow | { readonly cells: string[]; readonly raw: string }> {
    const { longest = longestLine } = this.options;
    const parser = new RecordParser(this.#dialect);
    const taken = [first];
    let length = first.text.length;
    let state = parser.take(first);
    if (state !== "whole") {
      const cells = this.#unquoted(first);
      if (cells !== undefined) return { cells, raw: first.text };
    }
    while (state === "open" && length <= longest) {
      const before = taken[taken.length - 1].end;
      const line = this.lines.take() ?? ((await this.lines.fetch()) ? this.lines.take() : undefined);
      if (line === undefined) break;
      taken.push(line);
      length += before.length + line.text.length;
      state = parser.take(line, before);
    }
    if (state === "whole") return { cells: parser.cells, raw: rawOf(taken) };
    return this.#invalid(taken, state === "open", length > longest);
  }

  /** In a tab-separated file, a quote that is not closed on its line is an ordinary character if the number of cells then fits. */
  #unquoted({ text }: Line): string[] | undefined {
    if (this.#dialect.delimiter !== "\t") return undefined;
    const cells = text.split("\t");
    return cells.length === this.#columns.length ? cells : undefined;
  }

  #invalid(taken: readonly Line[], isOpen: boolean, isLong: boolean): BadRow {
    const { longest = longestLine } = this.options;
    const [first, ...others] = taken;
    // The following lines may be rows that a forgotten quote swallowed. With one column any line would fit, so they are not read again.
    const isReadAgain = this.#columns.length > 1;
    if (isReadAgain) this.lines.putBack(others);
    const reason = isOpen
      ? `begins a quoted cell that is ${isLong ? `not closed within ${longest} characters` : "never closed"}; double the quotes inside cells.`
      : "has a misplaced quote; put the whole cell in quotes, and double those inside it.";
    return this.#bad(first, reason, rawOf(isReadAgain ? [first] : taken));
  }

  #recordOf(line: Line, cells: string[], raw: string): RecordResult {
    const columns = this.#columns;
    if (!isWellFormed(raw)) return this.#bad(line, invalidSentence(raw, this.options), raw);
    if (cells.length === columns.length - 1 && this.#lastIsUnnamed) cells.push("");
    if (cells.length !== columns.length && !hasEmptyRest(cells, columns.length)) {
      return this.#bad(line, this.#raggedSentence(cells), raw);
    }
    return { line: line.number, fields: this.#fieldsOf(cells), columns, written: raw } satisfies DataRecord;
  }

  #fieldsOf(cells: readonly string[]): Readonly<Record<string, unknown>> {
    const columns = this.#columns;
    if (!this.#isPlain) return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
    const fields: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) fields[columns[i]] = cells[i];
    return fields;
  }

  #raggedSentence(cells: readonly string[]): string {
    const { delimiter } = this.#dialect;
    const separator =
      delimiter === "," ? "a comma" : delimiter === "\t" ? "a tab" : JSON.stringify(delimiter);
    const counts = `does not fit the header (columns: ${this.#columns.length}, cells: ${cells.length})`;
    return `${counts}; a cell that holds ${separator} or a line break must be in quotes.`;
  }

  #bad({ number }: Line, reason: string, raw: string): BadRow {
    return { source: this.source, line: number, reason, raw };
  }

  #error({ number }: Line, sentence: string): InputError {
    return new InputError(sentence, { source: this.source, line: number });
  }

  /** Returns the next line that is not blank. */
  async #nextLine(): Promise<Line | undefined> {
    for (;;) {
      const line = this.lines.take();
      if (line === undefined ? !(await this.lines.fetch()) : line.text.trim() !== "") return line;
    }
  }
}

function hasEmptyRest(cells: readonly string[], width: number): boolean {
  return cells.length > width && cells.slice(width).every((cell) => cell.trim() === "");
}

function rawOf(lines: readonly Line[]): string {
  return lines.map(({ text, end }, i) => (i < lines.length - 1 ? text + end : text)).join("");
}

/** Returns the number of columns up to the last one with a name. */
function namedWidth(columns: readonly string[]): number {
  return columns.findLastIndex((cell) => cell.trim() !== "") + 1;
}

/**
 * Returns the names of the columns. A repeated name gets a number: "Comment", "Comment (2)". One column without a name is
 * allowed at the end. Several are added by spreadsheets, and their cells must be empty.
 */
function columnNames(cells: readonly string[]): string[] {
  const named = namedWidth(cells);
  const width = cells.length === named + 1 ? cells.length : named;
  const counts = new Map<string, number>();
  const taken = new Set(cells);
  return cells.slice(0, width).map((cell) => {
    let count = (counts.get(cell) ?? 0) + 1;
    let name = cell;
    if (count > 1) {
      while (taken.has(`${cell} (${count})`)) count++;
      name = `${cell} (${count})`;
      taken.add(name);
    }
    counts.set(cell, count);
    return name;
  });
}
