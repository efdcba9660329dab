import type { Matrix } from "../math/matrix.ts";
import { type SymmetricMatrix, symmetricZeros, trace } from "../math/symmetric.ts";
import { sum } from "../math/vector.ts";
import { gram } from "../onnx/product.ts";
import { type ClassMeans, type LabeledVectors, residuals } from "./labeled-vectors.ts";

/**
 * Weight of the snippets' own spread against the identity: `maxShare` for very many snippets, half of it for `halfShareAt`
 * snippets. Larger share, or smaller number: noise in the spread of few snippets changes the shape more.
 */
const maxShare = 0.3;
const halfShareAt = 3000;

/** Degrees of freedom that the prior shape counts as; a row counts as one. Larger: rows change the covariance less. */
const shapeWeight = 1000;
/** Expected squared length of a residual in projected space, and the number of rows that it counts as. */
export const usualSpread = 0.7;
const spreadWeight = 50;

/**
 * Returns the shape of the within-class spread from snippets of descriptions, with trace d: their pooled within-class
 * covariance S shrunk towards the identity, (1 - g) I + g S d / tr(S).
 */
export async function promptShape(snippets: LabeledVectors, means: Matrix): Promise<SymmetricMatrix> {
  const dimensions = snippets.vectors.columns;
  const shape = symmetricZeros(dimensions);
  const scatter = await gram(residuals(snippets, means));
  const total = trace(scatter);
  const rows = snippets.vectors.rows;
  const share = total > 1e-9 * rows ? (maxShare * rows) / (rows + halfShareAt) : 0;
  if (share > 0)
    for (let i = 0; i < shape.data.length; i++)
      shape.data[i] = (scatter.data[i] * share * dimensions) / total;
  for (let i = 0; i < dimensions; i++) shape.data[i * dimensions + i] += 1 - share;
  return shape;
}

/** A pooled within-class covariance. */
export interface WithinCovariance {
  readonly covariance: SymmetricMatrix;
  /** Divisor of the sum of outer products: the weight of the prior plus the degrees of freedom of the rows. */
  readonly divisor: number;
}

/**
 * Returns the pooled within-class covariance of rows, shrunk towards a prior shape M: the mean of an inverse-Wishart
 * posterior, (nu s^2 M + sum r r') / (nu + n - classes).
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
