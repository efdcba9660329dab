import { type Matrix, rowOf, zeros } from "./matrix.ts";

/**
 * Turns one row of scores into probabilities, p_c = exp(s_c / T) / sum_k exp(s_k / T) with T > 0.
 *
 * It is computed in float64 after the largest score is subtracted, so it neither overflows nor gives NaN for finite scores.
 * Equal scores give equal probabilities. `probabilities` may be the same array as `scores`.
 * @returns the logarithm of the sum, log sum_k exp(s_k / T)
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

/** Returns the softmax of each row of scores, [rows, classes] -> [rows, classes]. Each row sums to 1 within 1e-6. */
export function softmax(scores: Matrix, temperature = 1): Matrix {
  const probabilities = zeros(scores.rows, scores.columns);
  for (let i = 0; i < scores.rows; i++) softmaxInto(rowOf(scores, i), rowOf(probabilities, i), temperature);
  return probabilities;
}

/** Returns log sum_k exp(s_k / T), computed without overflow. */
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

/** Entries of the table of powers per unit of the exponent. More take more memory, fewer make `fastExp` less exact. */
const stepsPerUnit = 24;
/** The smallest exponent of the table. Below it, exp(x) is zero in float32. */
const lowestExponent = -104;
const powers = Float64Array.from({ length: -lowestExponent * stepsPerUnit + 1 }, (_, n) =>
  Math.exp(-n / stepsPerUnit),
);

/**
 * Returns exp(x) for x <= 0 with a relative error of 1e-9, several times as fast as Math.exp. Below -104 it returns zero.
 * Losses with long sums of exponentials use it. It multiplies the nearest entry of a table by the Taylor series of the rest.
 */
export function fastExp(x: number): number {
  if (!(x >= lowestExponent)) return 0;
  const step = (0.5 - x * stepsPerUnit) | 0;
  const rest = x + step / stepsPerUnit;
  return powers[step] * (1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest / 24))));
}
