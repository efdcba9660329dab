import { noneProbabilities } from "../calibration/none.ts";
import { scoreVectors } from "../head/linear-head.ts";
import { normalizeRows, project } from "../head/projection.ts";
import type { Matrix } from "../math/matrix.ts";
import { softmax } from "../math/softmax.ts";
import { multiplyRows } from "../onnx/product.ts";
import type { Fit } from "./fit.ts";

/**
 * Returns what a fit says of vectors. What it says of one vector does not depend on the vectors beside it, to the last
 * bit.
 * @param whitener of the encoder's background, the same as in training
 * @returns probabilities [texts, classes], rows sum to 1, and P(none) of every text
 */
export async function predictProbabilities(
  fit: Fit,
  vectors: Matrix,
  whitener: Matrix | undefined,
): Promise<{ readonly probabilities: Matrix; readonly none: Float64Array }> {
  const projected = normalizeRows(await project(vectors, { center: fit.center, whitener }, multiplyRows));
  return {
    probabilities: softmax(await scoreVectors(fit.head, projected, multiplyRows)),
    none: await noneProbabilities(fit.none, projected),
  };
}
