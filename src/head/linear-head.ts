import type { Matrix } from "../math/matrix.ts";
import { multiply, type Product } from "../onnx/product.ts";

/** A linear head: one score per class, score_c(x) = w_c . x + b_c. */
export interface LinearHead {
  /** [classes, dimensions]. */
  readonly weights: Matrix;
  /** [classes]. */
  readonly bias: Float32Array;
}

/**
 * Returns the scores of every class for every vector: [texts, dimensions] -> [texts, classes].
 * @param product `multiplyRows` if a text's scores must not depend on the texts beside it
 */
export async function scoreVectors(
  head: LinearHead,
  vectors: Matrix,
  product: Product = multiply,
): Promise<Matrix> {
  const scores = await product(vectors, head.weights, { transposeB: true });
  for (let i = 0; i < scores.rows; i++) {
    for (let c = 0; c < scores.columns; c++) scores.data[i * scores.columns + c] += head.bias[c];
  }
  return scores;
}
