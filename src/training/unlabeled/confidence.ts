import { type Matrix, rowOf } from "../../math/matrix.ts";
import { fastExp } from "../../math/softmax.ts";

/** Maximum number of rows from which a confidence is computed. More rows are more exact and take more time. */
const maxRows = 3000;
/** Halvings of the interval of temperatures. More halvings are more exact. */
const halvings = 24;
/** Logarithms of the lowest and highest temperature. Outside, confidence hardly changes any more. */
const interval = [-5, 5] as const;

/**
 * Returns the weighted mean of each row's highest probability, 0 to 1.
 * @param scores [rows, classes]; probabilities are softmax(scores / temperature)
 */
export function meanConfidence(scores: Matrix, weights: Float64Array, temperature = 1): number {
  const step = Math.max(Math.ceil(scores.rows / maxRows), 1);
  let [confidence, total] = [0, 0];
  for (let i = 0; i < scores.rows; i += step) {
    const row = rowOf(scores, i);
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < row.length; c++) if (row[c] > highest) highest = row[c];
    let sum = 0;
    for (let c = 0; c < row.length; c++) sum += fastExp((row[c] - highest) / temperature);
    confidence += weights[i] / sum;
    total += weights[i];
  }
  return total > 0 ? confidence / total : 0;
}

/** Returns the temperature at which scores have the wanted mean confidence, by bisection. */
export function temperatureFor(scores: Matrix, weights: Float64Array, wanted: number): number {
  let [low, high]: [number, number] = [...interval];
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2;
    if (meanConfidence(scores, weights, Math.exp(middle)) > wanted) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
