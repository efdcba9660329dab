import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { scaleToUnitLength } from "../math/unit-length.ts";
import { multiply, type Product } from "../onnx/product.ts";

/** Where an encoder's vectors lie and how they spread, taken out before classes are compared. */
export interface Projection {
  /** Subtracted first: [dimensions]. */
  readonly center: Float32Array;
  /** Multiplied with next: [dimensions, dimensions], symmetric; left out where nothing is known of the spread. */
  readonly whitener?: Matrix;
}

/**
 * (x - center) H for every row: [texts, dimensions] -> [texts, dimensions].
 * @param product `multiplyRows` if a row must not depend on the rows beside it
 */
export async function project(
  vectors: Matrix,
  { center, whitener }: Projection,
  product: Product = multiply,
): Promise<Matrix> {
  const centered = zeros(vectors.rows, vectors.columns);
  for (let i = 0; i < centered.data.length; i++) {
    centered.data[i] = vectors.data[i] - center[i % vectors.columns];
  }
  return whitener === undefined ? centered : product(centered, whitener);
}

/** Rows of length one; a row of zeros stays as it is. Changes the matrix given and returns it. */
export function normalizeRows(matrix: Matrix): Matrix {
  for (let i = 0; i < matrix.rows; i++) scaleToUnitLength(rowOf(matrix, i));
  return matrix;
}
