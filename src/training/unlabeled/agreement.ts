import { type Matrix, rowOf } from "../../math/matrix.ts";

/** Returns the class with the highest score of each row; of equal ones the first. */
export function answersOf(scores: Matrix): Int32Array {
  return Int32Array.from({ length: scores.rows }, (_, i) => {
    const row = rowOf(scores, i);
    let best = 0;
    for (let c = 1; c < row.length; c++) if (row[c] > row[best]) best = c;
    return best;
  });
}

/** Returns the weighted share of rows with equal answers, 0 to 1. */
export function agreementOf(a: Int32Array, b: Int32Array, weights: Float64Array): number {
  let [equal, total] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    total += weights[i];
    if (a[i] === b[i]) equal += weights[i];
  }
  return total > 0 ? equal / total : 0;
}

/** Answers of two views on the same rows. */
export type AnswerPair = readonly [Int32Array, Int32Array];

/**
 * Returns how much more often one pair agrees than another, in standard errors of this difference (McNemar 1947): the rows on
 * which only one of them agrees are counted. 0 if there are none.
 */
export function agreementGain(of: AnswerPair, over: AnswerPair, weights: Float64Array): number {
  let [gained, lost] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    const difference = Number(of[0][i] === of[1][i]) - Number(over[0][i] === over[1][i]);
    if (difference > 0) gained += weights[i];
    if (difference < 0) lost += weights[i];
  }
  return gained + lost > 0 ? (gained - lost) / Math.sqrt(gained + lost) : 0;
}
