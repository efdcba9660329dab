import type { Explanation, LevelExplanation, RemovalEffect } from "../../../src/index.ts";

/** Words, and the class or branch that they speak for or against. */
interface LevelWords {
  readonly words: readonly Pick<RemovalEffect, "places" | "change">[];
  readonly label: string;
}

/**
 * Returns the words to highlight for a level of a tree: those that separate its branch from the sibling, without words
 * that change its probability the other way because of a third branch. A branch without a sibling has the words of the
 * explained class. An own example has no words, since it is answered with its label.
 */
export function levelWords(
  { words, explained, isOwnExample }: Pick<Explanation, "words" | "explained" | "isOwnExample">,
  { branch, sibling }: LevelExplanation,
): LevelWords {
  if (isOwnExample) return { words: [], label: branch };
  if (!sibling) return { words, label: explained.label };
  const speaksFor = sibling.wordsAgainst.filter(({ change }) => change < 0);
  const speaksAgainst = sibling.wordsFor.filter(({ change }) => change > 0);
  return { words: [...speaksFor, ...speaksAgainst], label: branch };
}
