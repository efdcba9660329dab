import { InputError, type InputPlace, optionError } from "../errors.ts";
import { type ChosenFields, chooseFields, isKnownName, isPluralLabel, shownNames } from "./choose-fields.ts";
import { shownDelimiter } from "./csv-dialect.ts";
import { type CsvHeader, readCsvRecords } from "./csv-records.ts";
import { isWellFormed } from "./encodings.ts";
import { isObject } from "./is-object.ts";
import { readJsonLines } from "./json-lines.ts";
import { quote } from "./quote.ts";
import {
  invalidSentence,
  type ReadOptions,
  readMarkedText,
  sourceName,
  type TextSource,
} from "./read-text.ts";
import {
  type BadRow,
  type BadRowPolicy,
  type DataRecord,
  isBadRow,
  libraryNaming,
  type RecordResult,
} from "./records.ts";
import { formatOf, type RowFormat } from "./row-format.ts";
import { type LabelReading, labelOf } from "./row-label.ts";
import { splitLines } from "./split-lines.ts";

/** One text, with everything that came with it. */
export interface InputRow extends InputPlace {
  readonly text: string;
  /** All fields by name, the text's own among them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The names of the fields in the file's order, if an object may not keep it (CSV). */
  readonly columns?: readonly string[];
  /** The row as it was written, if it is JSON: numbers, spacing and repeated keys survive in it. */
  readonly raw?: string;
}

/** A row of a file: it knows where it came from. */
export interface Row extends InputRow {
  readonly source: string;
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** What its field of the label holds, as it was read; undefined if there is none. A string in labeled rows. */
  readonly label?: unknown;
}

export interface ReadRowsOptions extends ReadOptions {
  /** Told by the file's name if not given. */
  readonly format?: RowFormat;
  /**
   * The field or column that holds the text, or several that are joined by a line break (default: "text", else one of a
   * similar name, which is reported to `onNotice`).
   */
  readonly textField?: string | readonly string[];
  /** The field or column that holds the label (default: "label", else one of a similar name). */
  readonly labelField?: string;
  /** What stands between two cells of CSV (default: detected among comma, semicolon, tab and pipe). */
  readonly delimiter?: string;
  /** What stands between several labels in one cell. A row with several labels cannot be used. */
  readonly labelSeparator?: string;
  /** Names of classes: of several labels, the only one among these is taken. */
  readonly classes?: readonly string[];
  /** Whether a row that cannot be used is an error, or is left out and given to `onBadRowSkipped` (default: "stop"). */
  readonly onBadRow?: BadRowPolicy;
  /** Called with each row that was left out. Reading waits for it. */
  readonly onBadRowSkipped?: (row: BadRow) => void | Promise<void>;
}

/**
 * Reads rows one by one as they are asked for, in memory for a few. In JSONL and CSV blank lines are passed over; in
 * "lines" each is a row with an empty text.
 * @throws InputError with source and line, if a row cannot be used and `onBadRow` is "stop", if the file's header or
 * format cannot be used, or an option is invalid; CancelledError
 */
export function readRows(source: TextSource, options: ReadRowsOptions = {}): AsyncIterable<Row> {
  const { onBadRow = "stop" } = options;
  if (onBadRow !== "stop" && onBadRow !== "skip") {
    throw optionError("onBadRow", '"stop" or "skip"', onBadRow);
  }
  const format = options.format ?? formatOf(sourceName(source));
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

/** A row of labeled data. */
export interface LabeledRow extends Row {
  readonly label: string;
}

/**
 * Reads rows that must have labels. Rows of CSV with nothing but blanks are passed over.
 * @throws InputError as readRows, and if the file has no rows, or no field of labels
 */
export async function* readLabeledRows(
  source: TextSource,
  format: Exclude<RowFormat, "lines">,
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
  if (format === "lines") return lineRows(source, options);
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
    default:
      return readJsonLines(source, maker.likeness, options);
  }
}

interface Rejection {
  readonly reason: string;
}

/** Makes rows of the records of one file. */
class RowMaker {
  #chosen: ChosenFields | undefined;
  #columns: readonly string[] | undefined;
  #labelReading: LabelReading = { naming: libraryNaming };
  readonly #what: "column" | "field";
  readonly #isTable: boolean;

  constructor(
    private readonly source: string,
    format: RowFormat,
    private readonly options: ReadRowsOptions & { readonly needsLabel: boolean },
  ) {
    this.#what = format === "jsonl" || format === "json" ? "field" : "column";
    this.#isTable = format === "xlsx" || format === "parquet";
  }

  /** Such a record, for messages. */
  get likeness(): string {
    const names = [this.options.textField ?? "text"].flat();
    return `{${names.map((name) => `${JSON.stringify(name)}: "some text"`).join(", ")}}`;
  }

  /** Chooses the columns before the first record is read. */
  takeHeader({ columns, line, delimiter, isDetected }: CsvHeader): void {
    this.#columns = columns;
    try {
      this.#choose(columns, isDetected ? delimiter : undefined);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(error.message, { source: this.source, line });
    }
  }

  async *rowsOf(records: AsyncIterable<RecordResult>): AsyncGenerator<Row | BadRow> {
    let count = 0;
    for await (const record of records) {
      count++;
      const row = isBadRow(record) ? record : this.#rowOf(record);
      if (row !== undefined) yield row;
    }
    if (count === 0 && this.options.needsLabel) throw this.#emptyError();
  }

  #emptyError(): InputError {
    const columns =
      this.#columns === undefined ? "" : ` under its header. ${shownNames(this.#columns, "column")}`;
    return new InputError(`holds no rows${columns || "."}`, { source: this.source });
  }

  /** @returns undefined if the record is passed over */
  #rowOf(record: DataRecord): Row | BadRow | undefined {
    const { line, fields, columns, raw } = record;
    const { needsLabel } = this.options;
    if (needsLabel && columns?.every((name) => isBlank(fields[name]))) return undefined;
    const chosen = this.#chosen ?? this.#chooseBy(columns ?? Object.keys(fields));
    if ("reason" in chosen) return this.#bad(record, chosen.reason);
    const text = this.#textOf(fields, chosen.text);
    if (typeof text !== "string") return this.#bad(record, text.reason);
    const found =
      chosen.label !== undefined && Object.hasOwn(fields, chosen.label) ? fields[chosen.label] : undefined;
    const label = needsLabel ? labelOf(found, this.#labelReading) : found;
    if (needsLabel && isObject(label)) return this.#bad(record, String(label.reason));
    return {
      source: this.source,
      line,
      text,
      fields,
      ...(label !== undefined && { label }),
      ...(columns && { columns }),
      ...(raw !== undefined && { raw }),
    };
  }

  /** Chooses the fields by the first record that has them. */
  #chooseBy(names: readonly string[]): ChosenFields | Rejection {
    try {
      return this.#choose(names);
    } catch (error) {
      if (error instanceof InputError) return { reason: error.message };
      throw error;
    }
  }

  #choose(names: readonly string[], delimiter?: string): ChosenFields {
    const { naming = libraryNaming, onNotice } = this.options;
    const chosen = chooseFields(names, { ...this.options, naming }, this.#what);
    this.#chosen = chosen;
    const mayHoldSeveral = this.options.labelField === undefined && isPluralLabel(chosen.label);
    this.#labelReading = { ...this.options, naming, mayHoldSeveral };
    if (chosen.isGuess || delimiter !== undefined) onNotice?.(this.#noticeOf(chosen, delimiter));
    return chosen;
  }

  /** "tickets.csv: delimiter ";", text from "subject" and "body" (joined by a line break), label from "tags". ..." */
  #noticeOf({ text, label, isGuess }: ChosenFields, delimiter: string | undefined): string {
    const { naming = libraryNaming, needsLabel, textField, labelField } = this.options;
    const joined = text.length > 1 ? " (joined by a line break)" : "";
    const facts = [
      delimiter !== undefined && `delimiter ${shownDelimiter(delimiter)}`,
      `text from ${text.map(quote).join(" and ")}${joined}`,
      needsLabel && label !== undefined && `label from ${quote(label)}`,
    ];
    const options = [
      delimiter !== undefined && "delimiter",
      isGuess && textField === undefined && "textField",
      isGuess && needsLabel && labelField === undefined && "labelField",
    ];
    const named = options.filter((option) => option !== false).map((option) => naming(option));
    return `${this.source}: ${facts.filter(Boolean).join(", ")}. Choose others with ${named.join(", ")}.`;
  }

  /** The text, or the sentence that rejects the row. Of several fields, those that are absent or empty are left out. */
  #textOf(fields: Readonly<Record<string, unknown>>, names: readonly string[]): string | Rejection {
    const values = names.map((name) => (Object.hasOwn(fields, name) ? this.#plain(fields[name]) : undefined));
    const isAbsent = (value: unknown): boolean => value === undefined || value === null;
    const isJoined = names.length > 1 && !values.every(isAbsent);
    const texts = isJoined ? values.map((value) => (isAbsent(value) ? "" : value)) : values;
    const wrong = texts.findIndex((value) => typeof value !== "string");
    if (wrong === -1) return texts.filter((value) => value !== "").join("\n");
    const value = texts[wrong];
    if (value === undefined) {
      const missing = `has no ${this.#what} ${quote(names[wrong])}.`;
      return { reason: `${missing} ${shownNames(Object.keys(fields), this.#what)}` };
    }
    const got = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
    return { reason: `has ${got} in the ${this.#what} ${quote(names[wrong])}, where a text must be.` };
  }

  /** Cells of tables may be numbers that a text consists of; an empty one is an empty text. */
  #plain(value: unknown): unknown {
    if (!this.#isTable) return value;
    if (value === null) return "";
    return ["number", "bigint", "boolean"].includes(typeof value) ? String(value) : value;
  }

  #bad({ line, fields, raw }: DataRecord, reason: string): BadRow {
    return { source: this.source, line, reason, raw: raw ?? JSON.stringify(fields) };
  }
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "string" && value.trim() === "");
}

async function* lineRows(source: TextSource, options: ReadRowsOptions): AsyncGenerator<Row | BadRow> {
  const name = sourceName(source);
  const [field = "text"] = [options.textField ?? []].flat();
  for await (const lines of splitLines(readMarkedText(source, options), name)) {
    for (const { number: line, text } of lines) {
      if (isWellFormed(text)) {
        yield { source: name, line, text, fields: Object.fromEntries([[field, text]]) };
      } else {
        yield { source: name, line, reason: invalidSentence(text, options), raw: text };
      }
    }
  }
}
