import { type Matrix, rowOf } from "../math/matrix.ts";
import { dot } from "../math/vector.ts";
import { multiply } from "../onnx/product.ts";
import type { ClassMeans } from "./labeled-vectors.ts";
import type { LinearHead } from "./linear-head.ts";
import type { MeanPrior } from "./mean-prior.ts";

/** A discriminant's parts, as the scores of its own rows without themselves need them. */
export interface DiscriminantParts {
  readonly means: ClassMeans;
  readonly prior: MeanPrior;
  readonly inverseCovariance: Matrix;
  /** Divisor of the covariance, see withinCovariance. */
  readonly divisor: number;
}

/**
 * The linear discriminant of class means and one inverse covariance A for all classes:
 * score_c(x) = x A m_c - m_c A m_c / 2 (Fisher 1936; Hastie, Tibshirani and Friedman 2009, section 4.3).
 */
export async function discriminant(means: Matrix, inverseCovariance: Matrix): Promise<LinearHead> {
  const weights = await multiply(means, inverseCovariance);
  const bias = new Float32Array(means.rows);
  for (let c = 0; c < means.rows; c++) bias[c] = -dot(rowOf(weights, c), rowOf(means, c)) / 2;
  return { weights, bias };
}
