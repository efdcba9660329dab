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
import {
  labelCell,
  labelIn,
  labelOf,
  labelsIn,
  longestLabel,
  usualLabelColumn,
  withLabelOf,
} from "./import-labels.ts";

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
