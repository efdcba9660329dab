import { InputError } from "../errors.ts";
import { type CsvDialect, RecordParser } from "./csv-cells.ts";
import type { OptionNaming } from "./records.ts";
import type { Line } from "./split-lines.ts";

/** What may stand between cells if nobody says what does. The first one wins a tie. */
const delimiters = [",", ";", "\t", "|"] as const;

/** Names that a delimiter may be given by. */
const delimiterNames: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
  space: " ",
};

/**
 * Returns the delimiter that a user names: itself, or "tab", "comma", "semicolon", "pipe".
 * @throws InputError if nothing can be delimited by it
 */
export function delimiterNamed(given: string, naming: OptionNaming): string {
  const delimiter = typeof given === "string" ? (delimiterNames[given.toLowerCase()] ?? given) : "";
  if (delimiter !== "" && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new InputError(
    `${naming("delimiter", true)} must be what stands between two cells, for instance ";" or "tab"; got ${JSON.stringify(given)}.`,
  );
}

/** A delimiter as a message shows it. */
export function shownDelimiter(delimiter: string): string {
  return delimiter === "\t" ? "tab" : JSON.stringify(delimiter);
}

/** Returns the delimiter that a first line such as `sep=;` names, as spreadsheets write it. */
export function delimiterOfSepLine(text: string): string | undefined {
  return /^"?sep=([^"]+)"?$/i.exec(text)?.[1];
}

/** Number of records that are looked at. More take longer and hardly ever change the answer. */
const sampleRecords = 50;

/**
 * Chooses the dialect in which most records of a sample have as many cells as the header, a header with a known name
 * counting for more. A header without any delimiter is one column, delimited by `usual`.
 * @param lines the first lines of the file, the header first
 * @param given the delimiter, if it is known
 * @param usual what the file's kind says: a tab for .tsv
 * @param isKnown whether a cell of the header is a name under which text or label is looked for
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
  // One column fits any file that lacks the delimiter, so it says little.
  if (header.length === 1) return share / 2;
  return share + (header.some((name) => isKnown(name)) ? 2 : 0);
}

function fits(cells: readonly string[], width: number): boolean {
  return (
    cells.length === width || (cells.length > width && cells.slice(width).every((cell) => cell.trim() === ""))
  );
}

/** The cells of the first records. One that breaks off at the end of the sample is left out; a broken one is empty. */
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
