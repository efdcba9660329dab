import type { Matrix } from "../math/matrix.ts";
import { type SymmetricMatrix, symmetricZeros, trace } from "../math/symmetric.ts";
import { sum } from "../math/vector.ts";
import { gram } from "../onnx/product.ts";
import { type ClassMeans, type LabeledVectors, residuals } from "./labeled-vectors.ts";

/** The prompts' own spread is trusted with at most this share, half of it at `halfShareAt` pieces. */
const mostShare = 0.3;
const halfShareAt = 3000;

/** Degrees of freedom that the shape known beforehand counts as, against one a row. */
const shapeWeight = 1000;
/** The usual squared length of a residual in projected space, and the rows that this knowledge counts as. */
export const usualSpread = 0.7;
const spreadWeight = 50;

/**
 * The shape of the classes' spread as the pieces of prompts tell it, of trace d: their pooled within-class
 * covariance shrunk towards the identity, (1 - g) I + g S d / tr(S).
 */
export async function promptShape(pieces: LabeledVectors, means: Matrix): Promise<SymmetricMatrix> {
  const dimensions = pieces.vectors.columns;
  const shape = symmetricZeros(dimensions);
  const scatter = await gram(residuals(pieces, means));
  const total = trace(scatter);
  const rows = pieces.vectors.rows;
  const share = total > 1e-9 * rows ? (mostShare * rows) / (rows + halfShareAt) : 0;
  if (share > 0)
    for (let i = 0; i < shape.data.length; i++)
      shape.data[i] = (scatter.data[i] * share * dimensions) / total;
  for (let i = 0; i < dimensions; i++) shape.data[i * dimensions + i] += 1 - share;
  return shape;
}

export interface WithinCovariance {
  readonly covariance: SymmetricMatrix;
  /** What the sum of outer products was divided by: the prior's weight plus the rows' degrees of freedom. */
  readonly divisor: number;
}

/**
 * The pooled within-class covariance of real rows, shrunk towards a shape known beforehand: the mean of an
 * inverse-Wishart posterior, (nu s^2 M + sum r r') / (nu + n - classes).
 */
export async function withinCovariance(
  rows: LabeledVectors,
  { means, counts }: ClassMeans,
  shape: SymmetricMatrix,
): Promise<WithinCovariance> {
  const scatter = await gram(residuals(rows, means));
  const seen = counts.filter((count) => count > 0).length;
  const total = sum(counts);
  const freedom = Math.max(total - seen, 0);
  const variance = (trace(scatter) + spreadWeight * usualSpread) / (freedom + spreadWeight) / shape.size;
  const divisor = shapeWeight + freedom;
  const data = scatter.data.map((value, i) => (value + shapeWeight * variance * shape.data[i]) / divisor);
  return { covariance: { size: shape.size, data }, divisor };
}
