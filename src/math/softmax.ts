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
  let total = 0;
  for (let c = 0; c < scores.length; c++) {
    const exponential = Math.exp((scores[c] - highest) / temperature);
    probabilities[c] = exponential;
    total += exponential;
  }
  for (let c = 0; c < scores.length; c++) probabilities[c] /= total;
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
  let total = 0;
  for (let c = 0; c < scores.length; c++) total += Math.exp((scores[c] - highest) / temperature);
  return highest / temperature + Math.log(total);
}

function maximum(values: ArrayLike<number>): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > highest) highest = values[i];
  return highest;
}

/** The table below has so many steps for every power of e, and ends where float32 does. */
const stepsPerUnit = 24;
const lowestExponent = -104;
const powers = Float64Array.from({ length: -lowestExponent * stepsPerUnit + 1 }, (_, n) =>
  Math.exp(-n / stepsPerUnit),
);

/**
 * exp(x) for x <= 0, to a relative 1e-9 and several times faster than Math.exp; 0 below -104. For long sums of
 * exponentials, as losses are made of: the nearest entry of a table, times the Taylor series of the rest.
 */
export function fastExp(x: number): number {
  if (!(x >= lowestExponent)) return 0;
  const step = (0.5 - x * stepsPerUnit) | 0;
  const rest = x + step / stepsPerUnit;
  return powers[step] * (1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest / 24))));
}
