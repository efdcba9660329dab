import { stdout } from "node:process";
import { Writable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { argumentError, InputError, type InputPlace, requireOptions } from "../../errors.ts";
import { openAtomicFile, type WriteFileSystem } from "../../files/atomic-file.ts";
import { quote } from "../../files/quote.ts";
import { streamSink, type TextSink } from "../../files/text-sink.ts";
import { type OutputFormat, outputFormatOf, writtenAs } from "./output-format.ts";
import type { InputRow } from "./row.ts";
import type { RowFormat } from "./row-format.ts";

/** What a row gains: name and value, in the order in which they are to be written. */
export type GainedFields = Readonly<Record<string, unknown>>;

/** Writes rows one after the other. Each call must be awaited before the next. */
export interface RowWriter {
  /**
   * Writes a row with its own fields, then what it gains.
   * @throws InputError where the row has a field of a gained name, or one that has no column
   */
  write(row: InputRow, gained: GainedFields): Promise<void>;
  /**
   * Flushes; a file now appears under its name.
   * @param name another name than the one it was opened with, for a file that is not complete
   */
  finish(name?: string): Promise<void>;
  /** Gives up: nothing appears, and what stood there before still does. */
  abandon(): Promise<void>;
}

export interface RowWriterOptions {
  /** Default: what the file's name says. A format that can only be read stands for the one it is written as. */
  readonly format?: RowFormat;
  /**
   * Whether cells of CSV that a spreadsheet would run as formulas begin with an apostrophe (default: false). These are
   * texts that begin with = + - @, their full-width forms, a tab or a line break, and are not numbers.
   */
  readonly csvSafe?: boolean;
  readonly fileSystem?: WriteFileSystem;
}

/**
 * Opens a file ("-" is the standard output) or a stream for rows. JSON rows keep their text, with what they gain put in
 * at the end. In CSV the first row's fields and what it gains are the columns, and values that are not text are written
 * as JSON. Lines have no place for fields, so their rows are written as JSONL.
 * @throws InputError if nothing can be written under this name, or its ending is not one that can be written
 */
export async function createRowWriter(
  target: string | Writable,
  options: RowWriterOptions = {},
): Promise<RowWriter> {
  requireOptions(options);
  if (!(target instanceof Writable) && typeof target !== "string") {
    throw argumentError("target", "a path or a writable stream", target);
  }
  const format = targetFormat(target, options.format);
  const encoder = encoders[format](options.csvSafe === true);
  const sink = await openSink(target, options.fileSystem);
  return {
    async write(row, gained) {
      refuseClash(row, gained);
      await sink.write(encoder.encode(row, gained));
    },
    async finish(name) {
      await sink.write(encoder.end());
      await sink.finish(name);
    },
    abandon: () => sink.abandon(),
  };
}

function targetFormat(target: string | Writable, format: RowFormat | undefined): OutputFormat {
  if (format !== undefined) return format === "json" ? "json" : writtenAs(format);
  if (!(target instanceof Writable) && target !== "-") return outputFormatOf(target);
  throw new InputError("The format of the output is not named; name it (jsonl, json, csv or tsv).");
}

function openSink(target: string | Writable, fileSystem?: WriteFileSystem): TextSink | Promise<TextSink> {
  if (target instanceof Writable) return streamSink(target);
  return target === "-" ? streamSink(stdout) : openAtomicFile(target, fileSystem);
}

function refuseClash(row: InputRow, gained: GainedFields): void {
  const clash = Object.keys(gained).find((name) => Object.hasOwn(row.fields, name));
  if (clash === undefined) return;
  const sentence = `has a field ${quote(clash)} already, which the answer would replace; rename it in the input.`;
  throw new InputError(sentence, placeOf(row));
}

/** A row as JSON on one line: what was read, letter by letter, if it was JSON. */
function jsonObject(row: InputRow, gained: GainedFields): string {
  const own = row.raw?.slice(1, -1).trimEnd() ?? members(entriesOf(row));
  const added = members(Object.entries(gained));
  return `{${[own, added].filter((part) => part !== "").join(", ")}}`;
}

function members(entries: readonly (readonly [string, unknown])[]): string {
  return entries
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(", ");
}

/** Turns rows into text, one after the other. */
interface RowEncoder {
  encode(row: InputRow, gained: GainedFields): string;
  /** What stands behind the last row. */
  end(): string;
}

const encoders: Readonly<Record<OutputFormat, (csvSafe: boolean) => RowEncoder>> = {
  jsonl: () => ({ encode: (row, gained) => `${jsonObject(row, gained)}\n`, end: () => "" }),
  json: jsonListEncoder,
  csv: (csvSafe) => csvEncoder({ delimiter: ",", csvSafe }),
  tsv: (csvSafe) => csvEncoder({ delimiter: "\t", csvSafe }),
};

/** A list with one row per line. */
function jsonListEncoder(): RowEncoder {
  let isFirst = true;
  return {
    encode(row, gained) {
      const start = isFirst ? "[\n" : ",\n";
      isFirst = false;
      return start + jsonObject(row, gained);
    },
    end: () => (isFirst ? "[]\n" : "\n]\n"),
  };
}

interface CsvStyle {
  readonly delimiter: string;
  readonly csvSafe: boolean;
}

/** Rows as records of CSV; the first brings the header with it. */
function csvEncoder(style: CsvStyle): RowEncoder {
  let columns: ReadonlyMap<string, number> | undefined;
  return {
    encode(row, gained) {
      const entries = [...entriesOf(row), ...Object.entries(gained)];
      const isFirst = columns === undefined;
      columns ??= new Map(entries.map(([name], position) => [name, position]));
      const cells: string[] = new Array(columns.size).fill("");
      for (const [name, value] of entries) {
        const position = columns.get(name);
        if (position === undefined) throw noColumn(name, row);
        cells[position] = cellOf(value);
      }
      return (isFirst ? csvRecord([...columns.keys()], style) : "") + csvRecord(cells, style);
    },
    end: () => "",
  };
}

function noColumn(name: string, row: InputRow): InputError {
  const sentence = `has the field ${quote(name)}, which the first row lacks; write JSONL, or give all rows the same fields.`;
  return new InputError(sentence, placeOf(row));
}

function csvRecord(cells: readonly string[], { delimiter, csvSafe }: CsvStyle): string {
  const written = csvSafe ? cells.map(withoutFormula) : cells;
  // An empty cell that stands alone would be an empty line, which no reader takes for a record.
  return stringify([written], { delimiter, quoted_empty: cells.length === 1 });
}

/** OWASP's list of how a formula begins (CSV Injection). */
const formulaStart = /^[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A cell that a spreadsheet shows as text. */
function withoutFormula(cell: string): string {
  return formulaStart.test(cell) && !plainNumber.test(cell) ? `'${cell}` : cell;
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function entriesOf({ fields, columns }: InputRow): (readonly [string, unknown])[] {
  return columns ? columns.map((name) => [name, fields[name]] as const) : Object.entries(fields);
}

function placeOf({ source, line }: InputRow): InputPlace {
  return { source, line };
}
