import { StringDecoder } from "node:string_decoder";
import { HttpProblem } from "./http/problem.ts";
import { type Limits, tooLong } from "./limits.ts";

/** A line of a stream: a text, and the id that the client gave it. */
export interface StreamedText {
  /** From 1. */
  readonly line: number;
  readonly id?: string | number;
  readonly text: string;
}

/**
 * Reads texts from JSON lines: a string, or an object with the field `text` and perhaps `id`. Blank lines are skipped.
 * @throws HttpProblem with the number of the first invalid line, after the texts before it were returned
 */
export async function* readTexts(
  stream: ReadableStream<Uint8Array> | null,
  limits: Limits,
): AsyncGenerator<StreamedText, void, undefined> {
  let line = 0;
  for await (const content of readLines(stream, 6 * limits.textCharacters + 10_000)) {
    line++;
    if (content.trim() !== "") yield toText(content, line, limits);
  }
}

function toText(content: string, line: number, { textCharacters }: Limits): StreamedText {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new HttpProblem(400, `Line ${line} is not JSON; send one JSON string or object per line.`);
  }
  const { text, id } =
    typeof value === "object" && value !== null ? (value as Partial<StreamedText>) : { text: value };
  if (typeof text !== "string") throw new HttpProblem(400, `Line ${line} has no text; send {"text": "..."}.`);
  if (text.length > textCharacters) throw tooLong(`Line ${line}`, text, textCharacters);
  return { line, text, ...((typeof id === "string" || typeof id === "number") && { id }) };
}

/** Reads lines of UTF-8, separated by \n. @param maxCharacters of one line */
async function* readLines(
  stream: ReadableStream<Uint8Array> | null,
  maxCharacters: number,
): AsyncGenerator<string, void, undefined> {
  if (stream === null) return;
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const part of stream as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.write(Buffer.from(part))).split("\n");
    rest = lines.pop()!;
    yield* lines;
    if (rest.length > maxCharacters)
      throw new HttpProblem(413, `A line has more than ${maxCharacters} characters.`);
  }
  rest += decoder.end();
  if (rest !== "") yield rest;
}

/**
 * Turns items into a stream of JSON lines. An item is taken only when the client has read the ones before it.
 * @param onError returns the last line for an error, since the status has been sent by then
 */
export function writeLines<Item>(
  items: AsyncIterator<Item>,
  onError: (error: unknown) => unknown,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const lineOf = (value: unknown) => encoder.encode(`${JSON.stringify(value)}\n`);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await items.next();
          if (done) controller.close();
          else controller.enqueue(lineOf(value));
        } catch (error) {
          controller.enqueue(lineOf(onError(error)));
          controller.close();
        }
      },
      async cancel() {
        await items.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
