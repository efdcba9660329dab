import { InputError } from "../errors.ts";

/** A line without its "\n"; the "\r" of a CRLF is still there. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** Half of what a string can hold in V8, in UTF-16 units: longer ones are refused before they crash the process. */
export const longestLine = 2 ** 28;

/** Splits text that comes in pieces into lines, in memory for one line and one piece. The last line needs no "\n". */
export async function* splitLines(
  pieces: AsyncIterable<string>,
  source: string,
  longest: number = longestLine,
): AsyncGenerator<Line> {
  let number = 1;
  let rest = "";
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf("\n"); end !== -1; end = piece.indexOf("\n", start)) {
      yield { number, text: rest + piece.slice(start, end) };
      number++;
      rest = "";
      start = end + 1;
    }
    rest += piece.slice(start);
    if (rest.length > longest) throw tooLong(longest, source, number);
  }
  if (rest !== "") yield { number, text: rest };
}

export function tooLong(longest: number, source: string, line: number): InputError {
  const sentence = `is longer than ${longest} characters; a line break is missing, or a quote is never closed.`;
  return new InputError(sentence, { source, line });
}

/** A line's text without the "\r" of a CRLF. */
export function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
