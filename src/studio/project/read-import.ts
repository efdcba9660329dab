import { readCsvRecords } from "../../files/csv-records.ts";
import { InputError, type InputRow, readRows } from "../../index.ts";
import type { NewText } from "../../store/import-texts.ts";
import type { Settings } from "../../store/settings.ts";
import {
  type ImportFormat,
  type ImportPreview,
  type ImportQuery,
  storable,
  studioLimits,
} from "../contract.ts";

/** Number of rows that a preview shows. */
const previewRows = 20;
/** Number of notices that are shown. */
const maxNotices = 5;
/** Longest value of another column that a preview shows. */
const shownValue = 200;

type Bytes = Uint8Array;

/** Guesses the format of texts from a file's name and beginning. */
export function guessFormat(bytes: Bytes, name = ""): ImportFormat {
  const [, extension = ""] = /\.([a-z]+)$/i.exec(name) ?? [];
  if (/^(jsonl|ndjson|json)$/i.test(extension)) return "jsonl";
  if (/^(csv|tsv)$/i.test(extension)) return "csv";
  const [first = "", second = ""] = new TextDecoder().decode(bytes.subarray(0, 65_536)).split(/\r?\n/);
  if (/^\s*\{.*\}\s*$/.test(first)) return "jsonl";
  const separators = (line: string) => [",", ";", "\t"].map((each) => line.split(each).length);
  const [head, row] = [separators(first), separators(second)];
  const isTable = head.some((count, i) => count > 1 && count === row[i] && first.length < 300);
  return isTable && /^[\p{L}_"][\p{L}\p{N}_ "]*[,;\t]/u.test(first) ? "csv" : "lines";
}

/** Reads the beginning of a file and says which columns it has, and which hold the text and the label. */
export async function previewImport(
  bytes: Bytes,
  { format = guessFormat(bytes), text, label }: { format?: ImportFormat; text?: string; label?: string },
  { kind, isKnown }: { readonly kind: Settings["kind"]; readonly isKnown: (label: string) => boolean },
): Promise<ImportPreview> {
  const notices: string[] = [];
  const columns = await columnsOf(bytes, format);
  const chosen = text ?? (columns.length === 1 ? columns[0] : undefined);
  const rows: InputRow[] = [];
  try {
    for await (const row of rowsOf(bytes, format, { text: chosen, label }, (notice) =>
      notices.push(notice),
    )) {
      rows.push(row);
      if (rows.length === previewRows) break;
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notices.push(error.message);
  }
  const isMultiLabel = kind === "multi-label";
  const textColumn = text ?? columnOf(rows, columns, ({ text: value }) => value);
  const named = columns.find((each) => each !== textColumn && usualLabelColumn.test(each)) ?? null;
  const labelColumn = label ?? columnOf(rows, columns, isMultiLabel ? labelCell : labelIn) ?? named;
  const labels = rows
    .map((row) => withLabelOf(row, labelColumn))
    .map((row) => (isMultiLabel ? labelsIn(row) : labelIn(row)));
  return {
    ...{ format, columns, text: textColumn, label: labelColumn },
    rows: rows.map((row, i) => ({
      text: row.text,
      label: [labels[i] ?? []].flat().join(", ") || null,
      ...(isMultiLabel && labels[i] !== undefined && { labels: labels[i] as string[] }),
      fields: shownFields(row, columns),
    })),
    newLabels: [...new Set(labels.flatMap((each) => each ?? []))].filter((each) => !isKnown(each)),
    notices: notices.slice(0, maxNotices),
  };
}

/** The texts of a file, and what was left out. */
export interface ReadImport {
  readonly texts: NewText[];
  readonly skipped: number;
  readonly notices: string[];
}

/** Reads a whole file. @throws InputError if it has no usable row */
export async function readImport(
  bytes: Bytes,
  { format, text, label }: ImportQuery,
  kind: Settings["kind"],
): Promise<ReadImport> {
  const texts: NewText[] = [];
  const notices: string[] = [];
  let skipped = 0;
  const skip = (reason: string) => {
    skipped++;
    if (notices.length < maxNotices) notices.push(reason);
  };
  for await (const found of rowsOf(bytes, format, { text, label }, skip)) {
    const row = withLabelOf(found, label ?? null);
    const value = storable(row.text);
    if (value.trim() === "") skipped++;
    else if (value.length > studioLimits.textLength)
      skip(
        `Line ${row.line}: the text has more than ${studioLimits.textLength.toLocaleString("en")} characters.`,
      );
    else {
      const given = label === undefined ? undefined : labelOf(row, label, kind);
      if ([given ?? []].flat().some((name) => name.length > longestLabel))
        skip(`Line ${row.line}: the label has more than ${longestLabel} characters.`);
      else texts.push({ text: value, ...(given !== undefined && { label: given }) });
    }
    if (texts.length > studioLimits.texts)
      throw new InputError(
        `A project has at most ${studioLimits.texts.toLocaleString("en")} texts; import fewer.`,
      );
  }
  if (texts.length === 0)
    throw new InputError(`The file has no usable row. ${notices[0] ?? "Choose another format or column."}`);
  return { texts, skipped, notices };
}

interface Row extends InputRow {
  readonly line: number;
  readonly label?: unknown;
}

async function* rowsOf(
  bytes: Bytes,
  format: ImportFormat,
  { text, label }: { readonly text?: string; readonly label?: string },
  onSkipped: (reason: string) => void,
): AsyncGenerator<Row> {
  yield* readRows(sourceOf(bytes), {
    format,
    ...(format !== "lines" && text !== undefined && { textField: text }),
    ...(format !== "lines" && label !== undefined && { labelField: label }),
    onBadRow: "skip",
    onBadRowSkipped: ({ line, reason }) => onSkipped(`Line ${line} ${reason}`),
  });
}

async function* sourceOf(bytes: Bytes): AsyncGenerator<Bytes> {
  yield bytes;
}

/** Names of columns that are taken for the label, if the first rows have none. */
const usualLabelColumn = /^(labels?|class(es)?|categor(y|ies)|tags?|topics?|intents?)$/i;

/** Returns a row with the label of its column, also if the first row of the file has no such field. */
function withLabelOf<Read extends InputRow & { readonly label?: unknown }>(
  row: Read,
  column: string | null,
): Read {
  return column === null ? row : { ...row, label: row.label ?? row.fields[column] };
}

/** Maximum length of a label, which may be a path. */
const longestLabel = 5 * studioLimits.nameLength;

/** Returns the label of a row; null or an empty list if it belongs to no class, undefined if that is not known. */
function labelOf(row: Row, column: string, kind: Settings["kind"]): NewText["label"] {
  if (kind === "multi-label") return labelsIn(row)?.map(storable);
  const label = labelIn(row);
  if (label !== undefined) return storable(label);
  return row.fields[column] === null ? null : undefined;
}

/** Separates several labels in one cell. */
const labelSeparator = ";";

/** Returns all labels of a row: of a list, or of a cell. Undefined for an empty cell, since nothing is known of its text. */
function labelsIn({ label }: InputRow & { readonly label?: unknown }): string[] | undefined {
  if (label === undefined) return undefined;
  if (label === null) return [];
  const list = typeof label === "string" ? listIn(label) : label;
  if (typeof list === "string" && list.trim() === "") return undefined;
  const names = Array.isArray(list) ? list : String(list).split(labelSeparator);
  return [...new Set(names.map((name) => String(name).trim()).filter((name) => name !== ""))];
}

/** Returns a cell that is a list in JSON as a list. */
function listIn(cell: string): unknown {
  if (!cell.trim().startsWith("[")) return cell;
  try {
    return JSON.parse(cell);
  } catch {
    // A name that begins with a bracket.
    return cell;
  }
}

/** Returns the label as it stands in the file, to find its column. */
function labelCell({ label }: InputRow & { readonly label?: unknown }): string | undefined {
  if (label === undefined) return undefined;
  return typeof label === "string" ? label.trim() : JSON.stringify(label);
}

/** Returns the label of a row as a string; undefined if it has none. */
function labelIn({ label }: InputRow & { readonly label?: unknown }): string | undefined {
  if (typeof label === "string") return label.trim() === "" ? undefined : label.trim();
  return typeof label === "number" || typeof label === "boolean" ? String(label) : undefined;
}

/** Returns the names of the columns of a table, or of the fields of the first objects. */
async function columnsOf(bytes: Bytes, format: ImportFormat): Promise<string[]> {
  if (format === "lines") return [];
  let names: readonly string[] = [];
  if (format === "csv") {
    const records = readCsvRecords(sourceOf(bytes), {
      isKnownName: () => true,
      onHeader: (header) => {
        names = header.columns;
      },
    });
    try {
      for await (const _ of records) break;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
    return [...names];
  }
  const lines = new TextDecoder().decode(bytes.subarray(0, 1_000_000)).split("\n");
  const found = new Set<string>();
  for (const line of lines.slice(0, previewRows)) {
    for (const name of keysOf(line)) found.add(name);
  }
  return [...found];
}

function keysOf(line: string): string[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  } catch {
    return [];
  }
}

/** Returns the column whose values are those of all rows; null if there is none. */
function columnOf(
  rows: readonly InputRow[],
  columns: readonly string[],
  readValue: (row: InputRow) => string | undefined,
): string | null {
  if (rows.length === 0 || rows.every((row) => readValue(row) === undefined)) return null;
  const cellOf = (value: unknown) =>
    typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "").trim();
  const isColumn = (column: string) =>
    rows.every((row) => (readValue(row) ?? "") === cellOf(row.fields[column]));
  return columns.find(isColumn) ?? null;
}

function shownFields({ fields }: InputRow, columns: readonly string[]): Record<string, string> {
  const shown = columns.map((name) => {
    const value = fields[name];
    const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
    return [name, text.slice(0, shownValue)];
  });
  return Object.fromEntries(shown);
}
