import { argumentError } from "../errors.ts";

/**
 * Computes the area under the ROC curve (AUROC): the probability that a random positive has a higher score than a random
 * negative, where a tie counts half (Mann and Whitney, 1947).
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
  const scores = Float64Array.from([...positives, ...negatives]);
  const ranking = rankScores(scores, (i) => i < positives.length);
  return weightedAreaUnderRoc(ranking, () => 1);
}

/** Rows in ascending order of their scores. */
export interface Ranking {
  readonly scores: Float64Array;
  readonly order: Int32Array;
  readonly isPositive: (row: number) => boolean;
}

/** Sorts rows by their scores, once for many weightings. */
export function rankScores(scores: Float64Array, isPositive: (row: number) => boolean): Ranking {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  return { scores, order, isPositive };
}

/** Computes the AUROC of weighted rows. Returns NaN if the positives or the negatives have no weight. */
export function weightedAreaUnderRoc(
  { scores, order, isPositive }: Ranking,
  weightOf: (row: number) => number,
): number {
  let [area, below, positives] = [0, 0, 0];
  for (let start = 0; start < order.length; ) {
    let [tiedPositives, tiedNegatives, end] = [0, 0, start];
    for (; end < order.length && scores[order[end]] === scores[order[start]]; end++) {
      if (isPositive(order[end])) tiedPositives += weightOf(order[end]);
      else tiedNegatives += weightOf(order[end]);
    }
    area += tiedPositives * (below + tiedNegatives / 2);
    below += tiedNegatives;
    positives += tiedPositives;
    start = end;
  }
  return area / (positives * below);
}

function checkScores(argument: string, scores: readonly number[]): void {
  if (!Array.isArray(scores) || scores.some((score) => typeof score !== "number" || Number.isNaN(score))) {
    throw argumentError(argument, "a list of numbers", scores);
  }
}
