import { type ExportedRecord, exported } from "./exported-record.ts";

const prefix = "__label__";

/** Whether a line is in the format of fastText: at least one word begins with `__label__`. */
export function isFastTextLine(line: string): boolean {
  return line.split(/\s+/).some((word) => word.startsWith(prefix));
}

/**
 * Parses a line in the format of fastText: words that begin with `__label__` are labels, and the rest is the text. A
 * comma between label and text, as in fastText's own data sets, is left out.
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
