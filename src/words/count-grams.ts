import { GramTable } from "./gram-table.ts";
import { type GramKind, gramHashes } from "./grams.ts";

/** Grams, ascending, and the number of texts that have each. */
export interface CountedGrams {
  readonly hashes: Uint32Array;
  readonly counts: Uint32Array;
}

/**
 * Maximum number of different grams that are counted at the same time; they take up to 64 MB. Larger: more memory. Smaller:
 * many texts are read more often.
 */
const maxCounted = 4_000_000;

/**
 * Counts the texts that have each gram, and keeps the grams in at least `minTexts` of them. If there are too many grams to
 * count at once, the texts are read again for each part of the grams, so the result is exact and the memory is bounded.
 * @param limit maximum number of grams that are counted at the same time
 */
export function countGrams(
  texts: readonly string[],
  kind: GramKind,
  minTexts: number,
  limit: number = maxCounted,
): CountedGrams {
  for (let parts = 1; ; parts *= 2) {
    const found = countInParts(texts, kind, minTexts, { parts, limit });
    if (found !== undefined) return found;
  }
}

/** Returns undefined if a part has more grams than the limit. */
function countInParts(
  texts: readonly string[],
  kind: GramKind,
  minTexts: number,
  { parts, limit }: { readonly parts: number; readonly limit: number },
): CountedGrams | undefined {
  const countOf = new Map<number, number>();
  for (let part = 0; part < parts; part++) {
    const table = new GramTable(Math.min(texts.length * 8, limit));
    for (const text of texts) {
      for (const hash of new Set(gramHashes(text, kind))) if (hash % parts === part) table.count(hash);
      if (table.size > limit) return undefined;
    }
    table.forEach((hash, count) => {
      if (count >= minTexts) countOf.set(hash, count);
    });
  }
  const hashes = Uint32Array.from(countOf.keys()).sort();
  return { hashes, counts: Uint32Array.from(hashes, (hash) => countOf.get(hash)!) };
}

/** Returns at most `maximum` grams: those in the most texts, and of equally frequent ones those with the smaller hashes. */
export function mostFrequent({ hashes, counts }: CountedGrams, maximum: number): CountedGrams {
  if (hashes.length <= maximum) return { hashes, counts };
  const byCount = counts.toSorted();
  const least = byCount[byCount.length - maximum];
  // Of the grams that occur exactly as often as the last one, only some have a place.
  let ties = maximum - counts.reduce((sum, count) => sum + (count > least ? 1 : 0), 0);
  const kept = counts.map((count) => (count > least || (count === least && ties-- > 0) ? 1 : 0));
  const isKept = (_: number, i: number) => kept[i] === 1;
  return { hashes: hashes.filter(isKept), counts: counts.filter(isKept) };
}
