import { argumentError } from "../errors.ts";

/**
 * The probability that a positive scores higher than a negative, ties counting half: the area under the ROC curve,
 * by the ranks of the positives (Mann and Whitney, 1947).
 * @throws InputError where a list is none of numbers.
 * @returns 0.5 for scores that tell nothing, 1 for perfect ones; NaN where either side is empty.
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
    // Ranks start + 1 to end are tied; each counts as their mean.
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
