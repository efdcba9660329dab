import { type Matrix, rowOf } from "../math/matrix.ts";
import { variance } from "../math/vector.ts";

/**
 * Returns the expected temperature of scores if no class has a description.
 * @param spread see meanSpread
 */
export function usualTemperature(classes: number, spread: number): number {
  return 0.8 * classes ** -0.22 * spread;
}

/** Returns the standard deviation of a row's scores over the classes, averaged over the rows. It is always above 0. */
export function meanSpread(scores: Matrix): number {
  let total = 0;
  for (let i = 0; i < scores.rows; i++) {
    total += Math.sqrt(variance(rowOf(scores, i)));
  }
  return total / Math.max(scores.rows, 1) + 1e-9;
}
