import { tokensOf } from "./tokens.ts";

/** The begin of a text counts as its first word, its first two and its first three. More are hardly ever repeated. */
const openingWords = 3;
/** Number of characters in which the opening is looked for. */
const openingCharacters = 200;
/** Counts from this number on are equal. Larger: rare counts are told apart. */
const maxCount = 3;
/** Steps of the length of a text per doubling of it. More: similar lengths are told apart. */
const stepsPerDoubling = 2;

/**
 * Returns what a text looks like, apart from its words: how it begins ("how many" asks for a number), how many of its words
 * after the first are capitalized, how many are in capitals, how many numbers it has, and about how long it is.
 * @example
 * formGrams("Who is Tom?"); // ["^who", "^who is", "^who is tom", "capitalized 1", "capitals 0", "numbers 0", "length 4"]
 */
export function formGrams(text: string): string[] {
  const opening = tokensOf(text.slice(0, openingCharacters)).slice(0, openingWords);
  const words = text.match(wordPattern) ?? [];
  const numberOf = (fits: (word: string, i: number) => boolean) =>
    Math.min(words.filter(fits).length, maxCount);
  return [
    ...opening.map((_, i) => `^${opening.slice(0, i + 1).join(" ")}`),
    `capitalized ${numberOf((word, i) => i > 0 && /^\p{Lu}/u.test(word))}`,
    `capitals ${numberOf((word) => word.length > 1 && /\p{Lu}/u.test(word) && word === word.toUpperCase())}`,
    `numbers ${numberOf((word) => /^\p{N}/u.test(word))}`,
    `length ${Math.round(stepsPerDoubling * Math.log2(words.length + 1))}`,
  ];
}

const wordPattern = /[\p{L}\p{M}_]+(?:['\u2019][\p{L}\p{M}]+)*|\p{N}+/gu;
