import type { Line } from "./split-lines.ts";

/** How a file of separated values is written. */
export interface CsvDialect {
  /** What stands between two cells. */
  readonly delimiter: string;
  /** How a quote inside a quoted cell is written: doubled, or after a backslash. */
  readonly escape: "double" | "backslash";
}

/** What a line makes of its record: complete, still inside a quoted cell, or with a quote where none may stand. */
export type RecordState = "whole" | "open" | "misplaced";

/**
 * Parses one record, line by line: as RFC 4180 has it, and as people write it. A cell is quoted if its first character
 * beside blanks is a quote. Quotes inside other cells are characters like any other.
 */
export class RecordParser {
  cells: string[] = [];
  /** The quoted cell that is not closed yet. */
  #begun: string | undefined;

  constructor(private readonly dialect: CsvDialect) {}

  /** @param before the end of the line before, if the record goes on from it */
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

  /** @returns where the line goes on behind the closing quote and blanks; undefined if the cell is not closed on it */
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

/** Where the content of a quoted cell begins, if the cell that begins here is quoted. */
function beginOfQuoted(text: string, at: number, delimiter: string): number | undefined {
  const first = afterBlanks(text, at, delimiter);
  return text[first] === '"' ? first + 1 : undefined;
}

function afterBlanks(text: string, at: number, delimiter: string): number {
  let first = at;
  while ((text[first] === " " || text[first] === "\t") && text[first] !== delimiter) first++;
  return first;
}

/** Whether an odd number of backslashes stands before a position. */
function isEscaped(text: string, position: number, from: number): boolean {
  let first = position;
  while (first > from && text[first - 1] === "\\") first--;
  return (position - first) % 2 === 1;
}
