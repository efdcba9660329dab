import type { RemovalEffect } from "../../../src/index.ts";

/** A part of a text, and whether it speaks for or against the answer. */
export interface HighlightedPart {
  readonly part: string;
  readonly speaks?: "for" | "against";
}

/** Words with a smaller effect on the probability are not highlighted. Larger: only decisive words. */
const minEffect = 0.02;

/** Cuts a text into parts, so that the words that matter can be highlighted. All parts together are the text. */
export function highlightedParts(
  text: string,
  words: readonly Pick<RemovalEffect, "places" | "change">[],
): readonly HighlightedPart[] {
  const places = words
    .filter(({ change }) => Math.abs(change) >= minEffect)
    .flatMap(({ places: all, change }) => all.map((place) => ({ ...place, change })))
    .sort((one, other) => one.start - other.start);
  const parts: HighlightedPart[] = [];
  let at = 0;
  for (const { start, end, change } of places) {
    if (start < at || end > text.length) continue;
    if (start > at) parts.push({ part: text.slice(at, start) });
    parts.push({ part: text.slice(start, end), speaks: change < 0 ? "for" : "against" });
    at = end;
  }
  return at < text.length ? [...parts, { part: text.slice(at) }] : parts;
}
