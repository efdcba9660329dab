import { type Matrix, rowOf } from "../math/matrix.ts";
import { scaleToUnitLength } from "../math/unit-length.ts";

/** Returns whether a vector has finite numbers only. */
export function isFiniteVector(vector: Float32Array): boolean {
  return vector.every((value) => Number.isFinite(value));
}

/** Scales every row to length 1, in place. A row of zeros, which has no direction, becomes the first axis. */
export function scaleRowsToUnitLength(matrix: Matrix): void {
  for (let i = 0; i < matrix.rows; i++) {
    const row = rowOf(matrix, i);
    if (!scaleToUnitLength(row)) row[0] = 1;
  }
}
