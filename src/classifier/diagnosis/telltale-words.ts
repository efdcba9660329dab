import type { Example } from "../../task/task.ts";

/** A word must occur in this number of examples of its class. Larger: fewer and safer words. */
const minExamples = 3;
/** Its share among the examples of its class must be this many times that of the other class. Larger: fewer words. */
const minRatio = 3;
/** Number of words that are returned. */
const maxWords = 4;
/** Shorter words are mostly grammar. */
const minLength = 4;

/** Returns words that are common in the examples of one class and rare in those of another, the most telling first. */
export function telltaleWords(examples: readonly Example[], own: string, other: string): string[] {
  const [ownCounts, ownRows] = wordCounts(examples, own);
  const [otherCounts, otherRows] = wordCounts(examples, other);
  if (ownRows === 0 || otherRows === 0) return [];
  const scored = [...ownCounts].flatMap(([word, count]) => {
    // One is added to each count, so that a word that the other class lacks by chance is not overrated.
    const ratio = (count + 1) / (ownRows + 2) / (((otherCounts.get(word) ?? 0) + 1) / (otherRows + 2));
    return count >= minExamples && ratio >= minRatio
      ? [{ word, gain: (count / ownRows) * Math.log(ratio) }]
      : [];
  });
  return scored
    .sort((a, b) => b.gain - a.gain || (a.word < b.word ? -1 : 1))
    .slice(0, maxWords)
    .map(({ word }) => word);
}

/** Returns the number of examples of a class that each word occurs in, and the number of examples. */
function wordCounts(examples: readonly Example[], name: string): readonly [Map<string, number>, number] {
  const counts = new Map<string, number>();
  let rows = 0;
  for (const { text, label } of examples) {
    if (label !== name) continue;
    rows++;
    for (const word of new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))) {
      if (word.length >= minLength) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return [counts, rows];
}
