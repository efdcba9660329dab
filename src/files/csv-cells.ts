import type { Line } from "./split-lines.ts";

/** The syntax of a CSV file. */
export interface CsvDialect {
  /** The text between two cells. */
  readonly delimiter: string;
  /** How a quote inside a quoted cell is escaped: it is doubled, or follows a backslash. */
  readonly escape: "double" | "backslash";
}

/** The state of a record after a line: complete, inside a quoted cell, or invalid because of a misplaced quote. */
export type RecordState = "whole" | "open" | "misplaced";

/**
 * Parses one record, line by line, as RFC 4180 defines it, with a few liberties: a cell is quoted if its first character
 * after blanks is a quote, and quotes inside other cells are ordinary characters.
 */
export class RecordParser {
  cells: string[] = [];
  /** The start of a quoted cell that is not closed yet. */
  #begun: string | undefined;

  constructor(private readonly dialect: CsvDialect) {}

  /** Parses one line. @param before the line break before it, if the record began on an earlier line */
  take({ text }: Line, before = ""): RecordState {
    const { delimiter } = this.dialect;
    if (this.#begun === undefined && !text.includes('"')) {
      this.cells = text.split(delimiter);
      return "whole";
    }
    let at = 0;
    if (this.#begun !== undefined) this.#begun += before;
    for (;;) {
      const inside = this.#begun === undefined ? beginOfQuoted(text, at, delimiter) : at;
      if (inside === undefined) {
        const end = text.indexOf(delimiter, at);
        this.cells.push(text.slice(at, end === -1 ? text.length : end));
        if (end === -1) return "whole";
        at = end + delimiter.length;
        continue;
      }
      const after = this.#takeQuoted(text, inside);
      if (after === undefined) return "open";
      if (after === text.length) return "whole";
      if (!text.startsWith(delimiter, after)) return "misplaced";
      at = after + delimiter.length;
    }
  }

  /** @returns the position after the closing quote and blanks; undefined if the cell is not closed on this line */
  #takeQuoted(text: string, start: number): number | undefined {
    this.#begun ??= "";
    let from = start;
    for (let quote = text.indexOf('"', from); ; quote = text.indexOf('"', quote + 1)) {
      if (quote === -1) {
        this.#begun += text.slice(from);
        return undefined;
      }
      if (this.dialect.escape === "backslash" && isEscaped(text, quote, from)) continue;
      if (text[quote + 1] === '"') {
        this.#begun += text.slice(from, quote + 1);
        quote++;
        from = quote + 1;
        continue;
      }
      const cell = this.#begun + text.slice(from, quote);
      this.cells.push(this.dialect.escape === "backslash" ? cell.replace(/\\(["\\])/g, "$1") : cell);
      this.#begun = undefined;
      return afterBlanks(text, quote + 1, this.dialect.delimiter);
    }
  }
}

/** Returns the position after the opening quote, if the cell that begins here is quoted. */
function beginOfQuoted(text: string, at: number, delimiter: string): number | undefined {
  const first = afterBlanks(text, at, delimiter);
  return text[first] === '"' ? first + 1 : undefined;
}

function afterBlanks(text: string, at: number, delimiter: string): number {
  let first = at;
  while ((text[first] === " " || text[first] === "\t") && text[first] !== delimiter) first++;
  return first;
}

/** Returns whether an odd number of backslashes stands before a position. */
function isEscaped(text: string, position: number, from: number): boolean {
  let first = position;
  while (first > from && text[first - 1] === "\\") first--;
  return (position - first) % 2 === 1;
}
