import { type Matrix, rowOf } from "../math/matrix.ts";
import { dot } from "../math/vector.ts";
import { multiply } from "../onnx/product.ts";
import type { ClassMeans } from "./labeled-vectors.ts";
import type { LinearHead } from "./linear-head.ts";
import type { MeanPrior } from "./mean-prior.ts";

/** The parts of a discriminant, which leave-one-out scores need. */
export interface DiscriminantParts {
  readonly means: ClassMeans;
  readonly prior: MeanPrior;
  readonly inverseCovariance: Matrix;
  /** Divisor of the covariance, see WithinCovariance. */
  readonly divisor: number;
}

/**
 * Returns the linear discriminant of class means m and one inverse covariance A for all classes:
 * score_c(x) = x A m_c - m_c A m_c / 2 (Fisher 1936; Hastie, Tibshirani and Friedman 2009, section 4.3).
 */
export async function discriminant(means: Matrix, inverseCovariance: Matrix): Promise<LinearHead> {
  const weights = await multiply(means, inverseCovariance);
  const bias = new Float32Array(means.rows);
  for (let c = 0; c < means.rows; c++) bias[c] = -dot(rowOf(weights, c), rowOf(means, c)) / 2;
  return { weights, bias };
}
