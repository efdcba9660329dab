import { InputError } from "../errors.ts";
import { type CsvDialect, RecordParser } from "./csv-cells.ts";
import type { OptionNaming } from "./records.ts";
import type { Line } from "./split-lines.ts";

/** The delimiters that are detected. If several fit equally well, the first one is used. */
const delimiters = [",", ";", "\t", "|"] as const;

/** Names that users may give instead of a delimiter. */
const delimiterNames: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
  space: " ",
};

/**
 * Returns the delimiter that a user gave as itself or by name: "tab", "comma", "semicolon", "pipe", "space".
 * @throws InputError if it is not a valid delimiter
 */
export function delimiterNamed(given: string, naming: OptionNaming): string {
  const delimiter = typeof given === "string" ? (delimiterNames[given.toLowerCase()] ?? given) : "";
  if (delimiter !== "" && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new InputError(
    `${naming("delimiter", true)} must be what stands between two cells, for instance ";" or "tab"; got ${JSON.stringify(given)}.`,
  );
}

/** Returns a delimiter as it is shown in messages. */
export function shownDelimiter(delimiter: string): string {
  return delimiter === "\t" ? "tab" : JSON.stringify(delimiter);
}

/** Returns the delimiter that a line such as `sep=;` names. Spreadsheets write such a line at the start of a file. */
export function delimiterOfSepLine(text: string): string | undefined {
  return /^"?sep=([^"]+)"?$/i.exec(text)?.[1];
}

/** Number of records from which the dialect is detected. More take longer and hardly ever change the result. */
const sampleRecords = 50;

/**
 * Chooses the dialect in which the largest share of records has as many cells as the header. A header that contains a known
 * name counts more. A header without any delimiter is one column, and its delimiter is `usual`.
 * @param lines the first lines of the file, the header first
 * @param given the delimiter, if it is known
 * @param usual the usual delimiter of this kind of file: a tab for .tsv
 * @param isKnown returns whether a column name is one of the usual names of texts or labels
 */
export function detectDialect(
  lines: readonly Line[],
  given: string | undefined,
  usual: string,
  isKnown: (name: string) => boolean,
): CsvDialect {
  const candidates = given === undefined ? [usual, ...delimiters.filter((each) => each !== usual)] : [given];
  const isBackslashed = lines.some(({ text }) => text.includes('\\"'));
  let best: { readonly dialect: CsvDialect; readonly score: number } | undefined;
  for (const delimiter of candidates) {
    for (const style of isBackslashed ? (["double", "backslash"] as const) : (["double"] as const)) {
      const dialect: CsvDialect = { delimiter, escape: style };
      const score = scoreOf(lines, dialect, isKnown, delimiter === candidates[0]);
      if (best === undefined || score > best.score) best = { dialect, score };
    }
  }
  return best?.dialect ?? { delimiter: usual, escape: "double" };
}

function scoreOf(
  lines: readonly Line[],
  dialect: CsvDialect,
  isKnown: (name: string) => boolean,
  isUsual: boolean,
): number {
  const [header, ...records] = sample(lines, dialect);
  if (header === undefined) return 0;
  if (header.length === 1 && !isUsual) return -1;
  const width = header.findLastIndex((name) => name.trim() !== "") + 1;
  const fitting = records.filter((cells) => cells !== undefined && fits(cells, width)).length;
  const share = records.length === 0 ? 1 : fitting / records.length;
  // Any file without the delimiter fits one column, so one column counts less.
  if (header.length === 1) return share / 2;
  return share + (header.some((name) => isKnown(name)) ? 2 : 0);
}

function fits(cells: readonly string[], width: number): boolean {
  return (
    cells.length === width || (cells.length > width && cells.slice(width).every((cell) => cell.trim() === ""))
  );
}

/** Returns the cells of the first records. A record that is cut off at the end of the sample is left out; an invalid one is empty. */
function sample(lines: readonly Line[], dialect: CsvDialect): string[][] {
  const found: string[][] = [];
  let parser = new RecordParser(dialect);
  let before: string | undefined;
  for (const line of lines) {
    if (before === undefined && line.text.trim() === "") continue;
    const state = parser.take(line, before);
    before = state === "open" ? line.end : undefined;
    if (state === "open") continue;
    found.push(state === "whole" ? parser.cells : []);
    parser = new RecordParser(dialect);
    if (found.length > sampleRecords) break;
  }
  return found;
}
