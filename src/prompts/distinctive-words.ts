/** Words of fewer letters are not used in names. If it is larger, names are longer words. */
const minLetters = 3;
/** Added to the counts of the other texts, so that a rare word does not count as distinctive. */
const addedTexts = 1;

/**
 * Returns the words that distinguish some texts from others: those with the largest share of texts x log of the ratio of
 * both shares.
 * @returns at most `count` words in lower case, the most distinctive one first; empty for texts without words
 * @example distinctiveWords(["my dog barks", "the dog bites"], ["the parcel is late"], 1); // ["dog"]
 */
export function distinctiveWords(
  texts: readonly string[],
  others: readonly string[],
  count: number,
): string[] {
  const [inside, outside] = [countTexts(texts), countTexts(others)];
  const scored = [...inside].map(([word, found]) => {
    const share = found / texts.length;
    const usual = ((outside.get(word) ?? 0) + addedTexts) / (others.length + 2 * addedTexts);
    return { word, score: share * Math.log(share / usual) };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1))
    .slice(0, count)
    .map(({ word }) => word);
}

/** Returns the number of texts that each word occurs in. */
function countTexts(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const words =
      text
        .normalize("NFC")
        .toLowerCase()
        .match(/[\p{L}\p{M}]+/gu) ?? [];
    for (const word of new Set(words)) {
      // In scripts without blanks, such as Chinese, a word may have two letters.
      const least = /^[\p{Script=Latin}\p{M}]+$/u.test(word) ? minLetters : 1;
      if (Array.from(word).length >= least) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}
