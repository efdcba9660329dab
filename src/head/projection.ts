import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { scaleToUnitLength } from "../math/unit-length.ts";
import { multiply, type Product } from "../onnx/product.ts";

/** Center and whitening of an encoder's vectors, which are removed before classes are compared. */
export interface Projection {
  /** Subtracted from every vector: [dimensions]. */
  readonly center: Float32Array;
  /** H: [dimensions, dimensions], symmetric. Default: the identity */
  readonly whitener?: Matrix;
}

/**
 * Returns (x - center) H for every row: [texts, dimensions] -> [texts, dimensions].
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

/** Scales every row to length 1, in place, and returns the matrix. A row of zeros does not change. */
export function normalizeRows(matrix: Matrix): Matrix {
  for (let i = 0; i < matrix.rows; i++) scaleToUnitLength(rowOf(matrix, i));
  return matrix;
}
