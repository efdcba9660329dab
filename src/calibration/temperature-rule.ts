import { type Matrix, rowOf } from "../math/matrix.ts";

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
    const row = rowOf(scores, i);
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    total += Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length);
  }
  return total / Math.max(scores.rows, 1) + 1e-9;
}
