import { type Matrix, rowOf } from "../math/matrix.ts";

/** Whether a vector can be scaled: no infinity, nothing that is not a number. */
export function isFiniteVector(vector: Float32Array): boolean {
  return vector.every((value) => Number.isFinite(value));
}

/** Scales every row to length 1, in place; a row of zeros, which has no direction, becomes the first axis. */
export function scaleRowsToUnitLength(matrix: Matrix): void {
  for (let i = 0; i < matrix.rows; i++) scaleToUnitLength(rowOf(matrix, i));
}

/** Scales a vector to length 1, in place; zeros become the first axis. Values must be finite. */
function scaleToUnitLength(vector: Float32Array): void {
  // Dividing by the largest value first keeps the squares from overflowing or vanishing.
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) {
    vector[0] = 1;
    return;
  }
  let sum = 0;
  for (const value of vector) sum += (value / largest) ** 2;
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] / largest) * scale;
}
