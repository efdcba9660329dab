import { argumentError } from "../errors.ts";

/**
 * Computes the area under the ROC curve (AUROC): the probability that a random positive has a higher score than a random
 * negative, where a tie counts half. It is computed from the ranks of the positives (Mann and Whitney, 1947).
 * @param positives scores of the positives, in any order; for instance `noneProbability` of out-of-scope texts
 * @param negatives scores of the negatives, in any order
 * @returns 0.5 for chance, 1 for perfect scores, 0 for reversed ones; NaN if either list is empty
 * @throws InputError if an argument is not a list of numbers
 * @example
 * areaUnderRoc([0.9, 0.4], [0.3, 0.5]); // 0.75
 */
export function areaUnderRoc(positives: readonly number[], negatives: readonly number[]): number {
  checkScores("positives", positives);
  checkScores("negatives", negatives);
  const all = [
    ...positives.map((score) => ({ score, positive: true })),
    ...negatives.map((score) => ({ score, positive: false })),
  ].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end].score === all[start].score) end++;
    // Ranks start + 1 to end are tied; each gets their mean.
    const meanRank = (start + 1 + end) / 2;
    rankSum += meanRank * all.slice(start, end).filter(({ positive }) => positive).length;
    start = end;
  }
  const lowestSum = (positives.length * (positives.length + 1)) / 2;
  return (rankSum - lowestSum) / (positives.length * negatives.length);
}

function checkScores(argument: string, scores: readonly number[]): void {
  if (!Array.isArray(scores) || scores.some((score) => typeof score !== "number" || Number.isNaN(score))) {
    throw argumentError(argument, "a list of numbers", scores);
  }
}
