import type { ExplainedError } from "../../src/report/report-data.ts";

/** A part of a text. */
interface MarkedPart {
  readonly start: number;
  readonly part: string;
  /** Change of the probability without this part; 0 if it is not marked. */
  readonly change: number;
}

/** Words with a smaller change are not marked: they hardly matter. */
const smallestChange = 0.01;
/** Number of words that are marked. */
const markedWords = 6;

/** Cuts a text into parts: those that the answer depends on most, and what is between them. */
export function markedParts(text: string, words: ExplainedError["words"]): MarkedPart[] {
  const marks = words
    .filter(({ change }) => Math.abs(change) >= smallestChange)
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, markedWords)
    .flatMap(({ places, change }) => places.map((place) => ({ ...place, change })))
    .sort((a, b) => a.start - b.start);
  const parts: MarkedPart[] = [];
  let at = 0;
  for (const { start, end, change } of marks) {
    if (start < at || end > text.length) continue;
    if (start > at) parts.push({ start: at, part: text.slice(at, start), change: 0 });
    parts.push({ start, part: text.slice(start, end), change });
    at = end;
  }
  if (at < text.length) parts.push({ start: at, part: text.slice(at), change: 0 });
  return parts;
}
