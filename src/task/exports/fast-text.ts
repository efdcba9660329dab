import { type ExportedRecord, exported } from "./exported-record.ts";

const prefix = "__label__";

/** Whether a line is one of fastText's, with at least one word that begins with `__label__`. */
export function isFastTextLine(line: string): boolean {
  return line.split(/\s+/).some((word) => word.startsWith(prefix));
}

/**
 * Reads a line as fastText trains on it: words that begin with `__label__` are labels, wherever they stand, and the rest
 * is the text. A comma between the label and the text, as in fastText's own data sets, is left out.
 */
export function readFastTextLine(line: string): ExportedRecord {
  const labels: string[] = [];
  const rest = line.replace(/(?:^|(?<=\s))__label__(\S*)\s*/g, (_, name: string) => {
    if (name !== "") labels.push(name);
    return "";
  });
  return exported([rest.replace(/^\s*,\s*/, "").trim()], labels);
}

export const fastTextSentence =
  "read as fastText: words that begin with __label__ are labels, the rest is the text";
