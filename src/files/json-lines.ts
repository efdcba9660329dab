import { isWellFormed } from "./encodings.ts";
import { isObject } from "./is-object.ts";
import {
  invalidSentence,
  type ReadOptions,
  readMarkedText,
  sourceName,
  type TextSource,
} from "./read-text.ts";
import { type BadRow, type DataRecord, libraryNaming } from "./records.ts";
import { splitLines } from "./split-lines.ts";

/** One object of a JSONL file. */
export interface JsonLine extends DataRecord {
  /** The text of the object, without blanks around it. */
  readonly raw: string;
}

/**
 * Reads a file with one JSON object per line. Blank lines are skipped. A line that is not an object is returned as a BadRow.
 * @param likeness an example of such an object, for messages
 */
export async function* readJsonLines(
  source: TextSource,
  likeness: string,
  options: ReadOptions = {},
): AsyncGenerator<JsonLine | BadRow> {
  const name = sourceName(source);
  const { naming = libraryNaming } = options;
  let isFirst = true;
  for await (const lines of splitLines(readMarkedText(source, options), name)) {
    for (const { number, text } of lines) {
      const raw = text.trim();
      if (raw === "") continue;
      // The first line is a list, or the start of a list or an object of several lines.
      const isWhole = isFirst && /^(\[.*|\{)$/.test(raw);
      const hint = isWhole ? ` If the file is one JSON value, read it as json with ${naming("format")}.` : "";
      isFirst = false;
      const found = isWellFormed(raw) ? parseObject(raw, likeness, hint) : invalidSentence(raw, options);
      if (typeof found === "string") yield { source: name, line: number, reason: found, raw };
      else yield { line: number, raw, fields: found };
    }
  }
}

/** @returns the object, or the sentence that rejects the line */
function parseObject(
  raw: string,
  likeness: string,
  hint: string,
): Readonly<Record<string, unknown>> | string {
  try {
    const value: unknown = JSON.parse(raw);
    if (isObject(value)) return value;
    return `is not an object; each line must be an object such as ${likeness}.${hint}`;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return `is not valid JSON (${why}); each line must be an object such as ${likeness}.${hint}`;
  }
}
