import { InputError, type InputPlace } from "../errors.ts";
import { isObject } from "./is-object.ts";
import { type ReadOptions, readText, sourceName, type TextSource } from "./read-text.ts";
import { splitLines } from "./split-lines.ts";

/** One object of a JSONL file. */
export interface JsonLine {
  /** From 1. */
  readonly line: number;
  /** The object as it was written, without blanks around it. */
  readonly raw: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads a file of one JSON object a line; blank lines are passed over.
 * @param likeness such an object, for messages
 * @throws InputError with the line that is no object
 */
export async function* readJsonLines(
  source: TextSource,
  likeness: string,
  options?: ReadOptions,
): AsyncGenerator<JsonLine> {
  const name = sourceName(source);
  for await (const { number, text } of splitLines(readText(source, options), name)) {
    const raw = text.trim();
    if (raw === "") continue;
    const place = { source: name, line: number };
    const fields = parse(raw, likeness, place);
    if (!isObject(fields)) {
      throw new InputError(`is not an object; each line must be an object such as ${likeness}.`, place);
    }
    yield { line: number, raw, fields };
  }
}

function parse(raw: string, likeness: string, place: InputPlace): unknown {
  try {
    return JSON.parse(raw);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const sentence = `is not valid JSON (${why}); each line must be an object such as ${likeness}.`;
    throw new InputError(sentence, { ...place, cause });
  }
}
