import { type Matrix, rowOf, zeros } from "./matrix.ts";

/**
 * Turns one row of scores into probabilities, p_c = exp(s_c / T) / sum_k exp(s_k / T) with T > 0, and returns the
 * logarithm of that sum, log sum_k exp(s_k / T).
 *
 * Computed in float64 with the largest score moved to zero, so it neither overflows nor gives NaN for finite scores;
 * equal scores give equal probabilities. `probabilities` may be the scores themselves.
 */
export function softmaxInto(
  scores: ArrayLike<number>,
  probabilities: Float32Array | Float64Array,
  temperature = 1,
): number {
  const highest = maximum(scores);
  const total = sumOfExponentials(scores, highest, temperature);
  for (let c = 0; c < scores.length; c++) {
    probabilities[c] = Math.exp((scores[c] - highest) / temperature) / total;
  }
  return highest / temperature + Math.log(total);
}

/** Row-wise softmax of a matrix of scores, [rows, classes] -> [rows, classes]; every row sums to 1 within 1e-6. */
export function softmax(scores: Matrix, temperature = 1): Matrix {
  const probabilities = zeros(scores.rows, scores.columns);
  for (let i = 0; i < scores.rows; i++) softmaxInto(rowOf(scores, i), rowOf(probabilities, i), temperature);
  return probabilities;
}

/** log sum_k exp(s_k / T), without overflow. */
export function logSumExp(scores: ArrayLike<number>, temperature = 1): number {
  const highest = maximum(scores);
  return highest / temperature + Math.log(sumOfExponentials(scores, highest, temperature));
}

function maximum(values: ArrayLike<number>): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > highest) highest = values[i];
  return highest;
}

function sumOfExponentials(scores: ArrayLike<number>, highest: number, temperature: number): number {
  let total = 0;
  for (let c = 0; c < scores.length; c++) total += Math.exp((scores[c] - highest) / temperature);
  return total;
}
