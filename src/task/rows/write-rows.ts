import { stdout } from "node:process";
import { Writable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { argumentError, InputError, type InputPlace } from "../../errors.ts";
import { openAtomicFile, type WriteFileSystem } from "../../files/atomic-file.ts";
import { quote } from "../../files/quote.ts";
import { streamSink, type TextSink } from "../../files/text-sink.ts";
import { requireOptions } from "../../options/known-options.ts";
import { type OutputFormat, outputFormatOf, writtenAs } from "./output-format.ts";
import type { InputRow } from "./row.ts";
import type { RowFormat } from "./row-format.ts";

/** Fields that are added to a row, by name, in the order in which they are written. */
export type GainedFields = Readonly<Record<string, unknown>>;

/** Writes rows. Each call must be awaited before the next one. */
export interface RowWriter {
  /**
   * Writes the fields of a row, then the added ones.
   * @throws InputError if the row has a field with the name of an added one, or, in CSV, a field that the first row lacks
   */
  write(row: InputRow, gained: GainedFields): Promise<void>;
  /**
   * Writes the end. A file then appears under its name and replaces an earlier one.
   * @param name another path for the file, for instance if it is not complete (default: the path that was opened)
   */
  finish(name?: string): Promise<void>;
  /** Discards what was written. An earlier file of that name stays. */
  abandon(): Promise<void>;
}

export interface RowWriterOptions {
  /**
   * Format of the output (default: by the extension of the file). A format that can only be read becomes
   * writtenAs(format).
   */
  readonly format?: RowFormat;
  /**
   * Whether an apostrophe is put before cells of CSV that a spreadsheet would run as formulas (default: false). These are
   * texts that begin with = + - @, their full-width forms, a tab or a line break, and are not numbers.
   */
  readonly csvSafe?: boolean;
  readonly fileSystem?: WriteFileSystem;
}

/**
 * Opens a file or a stream to write rows to. A row that was read from JSON keeps its JSON text; added fields are put at
 * its end. In CSV the columns are the fields of the first row and the added ones, and values that are not strings are
 * written as JSON. A file is written under a temporary name until `finish`.
 * @param target a path, "-" for standard output, or a stream
 * @throws InputError if the file cannot be written, or if its format is not known
 * @example
 * const writer = await createRowWriter("answers.csv");
 * await writer.write({ text: "Refund me", fields: { id: 7, text: "Refund me" } }, { prediction: "refund" });
 * await writer.finish();
 * // answers.csv: id,text,prediction
 * //              7,Refund me,refund
 */
export async function createRowWriter(
  target: string | Writable,
  options: RowWriterOptions = {},
): Promise<RowWriter> {
  requireOptions(options, { format: true, csvSafe: true, fileSystem: true });
  if (!(target instanceof Writable) && typeof target !== "string") {
    throw argumentError("target", "a path or a writable stream", target);
  }
  const format = targetFormat(target, options.format);
  const encoder = encoders[format](options.csvSafe === true);
  const sink = await openSink(target, options.fileSystem);
  return {
    async write(row, gained) {
      rejectClash(row, gained);
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

function rejectClash(row: InputRow, gained: GainedFields): void {
  const clash = Object.keys(gained).find((name) => Object.hasOwn(row.fields, name));
  if (clash === undefined) return;
  const sentence = `has a field ${quote(clash)} already, which would be replaced; rename it in the input.`;
  throw new InputError(sentence, placeOf(row));
}

/** Returns a row as JSON on one line. If it was read from JSON, its text is kept character by character. */
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

/** Turns rows into text. */
interface RowEncoder {
  encode(row: InputRow, gained: GainedFields): string;
  /** Returns the text after the last row. */
  end(): string;
}

const encoders: Readonly<Record<OutputFormat, (csvSafe: boolean) => RowEncoder>> = {
  jsonl: () => ({ encode: (row, gained) => `${jsonObject(row, gained)}\n`, end: () => "" }),
  json: jsonListEncoder,
  csv: (csvSafe) => csvEncoder({ delimiter: ",", csvSafe }),
  tsv: (csvSafe) => csvEncoder({ delimiter: "\t", csvSafe }),
};

/** Encodes rows as a JSON list with one row per line. */
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

/** Encodes rows as CSV records. The header is written before the first row. */
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
  // A record of one empty cell would be an empty line, which readers skip; quotes prevent that.
  return stringify([written], { delimiter, quoted_empty: cells.length === 1 });
}

/** First characters of a formula, by OWASP's page on CSV injection. */
const formulaStart = /^[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Returns a cell that a spreadsheet shows as text. */
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
