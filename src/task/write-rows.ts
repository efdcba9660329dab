import { stdout } from "node:process";
import { Writable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { argumentError, InputError, type InputPlace, requireOptions } from "../errors.ts";
import { openAtomicFile, type WriteFileSystem } from "./atomic-file.ts";
import { quote } from "./quote.ts";
import { formatOf, type RowFormat } from "./row-format.ts";
import type { InputRow } from "./rows.ts";
import { streamSink, type TextSink } from "./text-sink.ts";

/** What a row gains: name and value, in the order in which they are to be written. */
export type GainedFields = Readonly<Record<string, unknown>>;

/** Writes rows one after the other. Each call must be awaited before the next. */
export interface RowWriter {
  /**
   * Writes a row with its own fields, then what it gains.
   * @throws InputError where the row has a field of a gained name, or one that has no column
   */
  write(row: InputRow, gained: GainedFields): Promise<void>;
  /** Flushes; a file now appears under its name. */
  finish(): Promise<void>;
  /** Gives up: nothing appears, and what stood there before still does. */
  abandon(): Promise<void>;
}

export interface RowWriterOptions {
  /** Told by the file's name unless given. */
  readonly format?: RowFormat;
  readonly fileSystem?: WriteFileSystem;
}

/**
 * Opens a file ("-" is the standard output) or a stream for rows. JSON rows keep their text, with what they gain put in
 * at the end. In CSV the first row's fields and what it gains are the columns, and values that are not text are written
 * as JSON. Lines have no place for fields, so their rows are written as JSONL.
 * @throws InputError where nothing can be written under this name
 */
export async function createRowWriter(
  target: string | Writable,
  options: RowWriterOptions = {},
): Promise<RowWriter> {
  requireOptions(options);
  if (!(target instanceof Writable) && typeof target !== "string") {
    throw argumentError("target", "a path or a writable stream", target);
  }
  const format = options.format ?? formatOf(target instanceof Writable ? "the output" : target);
  const sink = await openSink(target, options.fileSystem);
  const encode = format === "csv" ? csvEncoder() : jsonLine;
  return {
    async write(row, gained) {
      refuseClash(row, gained);
      await sink.write(encode(row, gained));
    },
    finish: () => sink.finish(),
    abandon: () => sink.abandon(),
  };
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

/** A row as a line of JSON: what was read, letter by letter, where it was JSON. */
function jsonLine(row: InputRow, gained: GainedFields): string {
  const own = row.raw?.slice(1, -1).trimEnd() ?? members(entriesOf(row));
  const added = members(Object.entries(gained));
  return `{${[own, added].filter((part) => part !== "").join(", ")}}\n`;
}

function members(entries: readonly (readonly [string, unknown])[]): string {
  return entries
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(", ");
}

/** A row as a record of CSV; the first brings the header with it. */
function csvEncoder(): (row: InputRow, gained: GainedFields) => string {
  let columns: ReadonlyMap<string, number> | undefined;
  return (row, gained) => {
    const entries = [...entriesOf(row), ...Object.entries(gained)];
    const isFirst = columns === undefined;
    columns ??= new Map(entries.map(([name], position) => [name, position]));
    const cells: string[] = new Array(columns.size).fill("");
    for (const [name, value] of entries) {
      const position = columns.get(name);
      if (position === undefined) {
        const sentence = `has the field ${quote(name)}, which the first row lacks; write JSONL, or give all rows the same fields.`;
        throw new InputError(sentence, placeOf(row));
      }
      cells[position] = cellOf(value);
    }
    return (isFirst ? csvRecord([...columns.keys()]) : "") + csvRecord(cells);
  };
}

function csvRecord(cells: readonly string[]): string {
  // An empty cell that stands alone would be an empty line, which no reader takes for a record.
  return stringify([cells], { quoted_empty: cells.length === 1 });
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
