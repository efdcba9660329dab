import { InputError } from "../errors.ts";

/** A line of a text. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** The line without its line break. */
  readonly text: string;
  /** The line break; empty at the end of the file. */
  readonly end: LineEnd;
}

type LineEnd = "\n" | "\r\n" | "\r" | "";

/** Maximum length of a line, in UTF-16 units: half the maximum length of a string in V8. Longer lines would crash the process. */
export const longestLine = 2 ** 28;

/**
 * Splits a stream of text into lines. One line and one chunk are in memory. A line ends with LF, CRLF or CR, also mixed in
 * one file; no other character ends a line. The last line needs no line break.
 * @returns for each chunk, the lines that it completes
 */
export async function* splitLines(
  pieces: AsyncIterable<string>,
  source: string,
  longest: number = longestLine,
): AsyncGenerator<Line[]> {
  let number = 1;
  let rest = "";
  // A CR at the end of a chunk waits for the LF that may follow.
  let carriage = "";
  for await (const piece of pieces) {
    const lines: Line[] = [];
    const text = carriage + piece;
    let start = 0;
    for (const [end, next] of lineEnds(text)) {
      lines.push({ number, text: rest + text.slice(start, end), end: text.slice(end, next) as LineEnd });
      number++;
      rest = "";
      start = next;
    }
    carriage = text.endsWith("\r") ? "\r" : "";
    rest += text.slice(start, text.length - carriage.length);
    if (lines.length > 0) yield lines;
    if (rest.length > longest) throw tooLong(longest, source, number);
  }
  if (carriage !== "") yield [{ number, text: rest, end: "\r" }];
  else if (rest !== "") yield [{ number, text: rest, end: "" }];
}

/** Returns where lines end in a text and where the next ones begin. A CR at the end of the text is left for later. */
function* lineEnds(text: string): Generator<[end: number, next: number]> {
  let feed = text.indexOf("\n");
  let carriage = text.indexOf("\r");
  for (;;) {
    if (carriage !== -1 && (feed === -1 || carriage < feed)) {
      if (carriage === text.length - 1) return;
      const next = carriage + (feed === carriage + 1 ? 2 : 1);
      yield [carriage, next];
      if (feed === carriage + 1) feed = text.indexOf("\n", next);
      carriage = text.indexOf("\r", next);
    } else if (feed !== -1) {
      yield [feed, feed + 1];
      feed = text.indexOf("\n", feed + 1);
    } else return;
  }
}

function tooLong(longest: number, source: string, line: number): InputError {
  const sentence = `is longer than ${longest} characters; a line break is missing, or a quote is never closed.`;
  return new InputError(sentence, { source, line });
}
