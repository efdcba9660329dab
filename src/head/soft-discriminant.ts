import { cholesky, inverse } from "../math/cholesky.ts";
import { type Matrix, rowOf, transposed, zeros } from "../math/matrix.ts";
import { type SymmetricMatrix, symmetricZeros, toMatrix, trace } from "../math/symmetric.ts";
import { addScaled, sum } from "../math/vector.ts";
import { gram, multiply } from "../onnx/product.ts";
import { discriminant } from "./discriminant.ts";
import type { LinearHead } from "./linear-head.ts";

/** Sums over vectors that belong to several classes in part. Those of two sets of vectors can be added. */
export interface SoftSums {
  /** Sum of the weights of each class: [classes]. */
  readonly counts: Float64Array;
  /** Weighted sum of the vectors of each class: [classes, dimensions]. */
  readonly sums: Matrix;
}

/** Returns the sums of vectors, [rows, dimensions], by their weight in each class, [rows, classes]. */
export async function softSums(vectors: Matrix, shares: Matrix): Promise<SoftSums> {
  const counts = new Float64Array(shares.columns);
  for (let i = 0; i < shares.rows; i++) addScaled(counts, rowOf(shares, i));
  return { counts, sums: await multiply(transposed(shares), vectors) };
}

/** Returns the sums of several sets of vectors together. */
export function addSums(parts: readonly SoftSums[]): SoftSums {
  const counts = new Float64Array(parts[0].counts.length);
  const sums = zeros(parts[0].sums.rows, parts[0].sums.columns);
  for (const part of parts) {
    addScaled(counts, part.counts);
    addScaled(sums.data, part.sums.data);
  }
  return { counts, sums };
}

/** Returns the sum of the outer products of the rows, each times its weight. */
export async function weightedGram(vectors: Matrix, weights: Float64Array): Promise<SymmetricMatrix> {
  const scaled = { ...vectors, data: vectors.data.slice() };
  for (let i = 0; i < scaled.rows; i++) {
    const row = rowOf(scaled, i);
    const factor = Math.sqrt(weights[i]);
    for (let j = 0; j < row.length; j++) row[j] *= factor;
  }
  return gram(scaled);
}

/** What a soft discriminant starts from. */
export interface SoftPrior {
  /** Expected means of the classes: [classes, dimensions]. */
  readonly means: Matrix;
  /** Number of vectors per class that the expected means count as. Larger: the vectors change the means less. */
  readonly rows: number;
  /** Number of vectors that a covariance without direction counts as. Larger: the covariance is closer to it. */
  readonly covarianceRows: number;
  /** Exponent of the share of each class in its prior: 0 takes all classes as equally common, 1 as common as in the vectors. */
  readonly shareExponent: number;
  /** Added to the number of vectors of each class before its share is computed. Larger: the shares are more even. */
  readonly addedRows: number;
}

/**
 * Returns the discriminant of classes whose vectors are known only by their probability of each class: one step of
 * expectation-maximization for a mixture of normal distributions with one covariance (Dempster, Laird and Rubin 1977).
 *
 * The mean of class c is (sum_i t_ic x_i + rows * prior mean) / (sum_i t_ic + rows). The within-class covariance is
 * shrunk towards a multiple of the identity.
 * @param second sum of the outer products of the vectors
 */
export async function softDiscriminant(
  { counts, sums }: SoftSums,
  second: SymmetricMatrix,
  prior: SoftPrior,
): Promise<LinearHead> {
  const means = zeros(sums.rows, sums.columns);
  for (let c = 0; c < means.rows; c++) {
    const [mean, seen, expected] = [rowOf(means, c), rowOf(sums, c), rowOf(prior.means, c)];
    const total = counts[c] + prior.rows;
    for (let j = 0; j < mean.length; j++) mean[j] = (seen[j] + prior.rows * expected[j]) / total;
  }
  const covariance = await shrunkCovariance({ counts, sums }, second, means, prior.covarianceRows);
  const { weights, bias } = await discriminant(means, toMatrix(inverse(cholesky(covariance))));
  const total = sum(counts) + prior.addedRows * counts.length;
  return {
    weights,
    bias: bias.map(
      (value, c) => value + prior.shareExponent * Math.log((counts[c] + prior.addedRows) / total),
    ),
  };
}

/** Returns the covariance within the classes, shrunk towards its mean variance in every direction. */
async function shrunkCovariance(
  { counts, sums }: SoftSums,
  second: SymmetricMatrix,
  means: Matrix,
  covarianceRows: number,
): Promise<SymmetricMatrix> {
  const { size } = second;
  const total = sum(counts);
  const cross = await multiply(transposed(means), sums);
  const weighted = { ...means, data: means.data.map((value, i) => value * counts[(i / size) | 0]) };
  const between = await multiply(transposed(means), weighted);
  const scatter = symmetricZeros(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const at = i * size + j;
      scatter.data[at] = second.data[at] - cross.data[at] - cross.data[j * size + i] + between.data[at];
    }
  }
  const variance = Math.max(trace(scatter), 1e-9) / (Math.max(total, 1e-9) * size);
  const divisor = total + covarianceRows;
  const data = scatter.data.map((value) => value / divisor);
  for (let i = 0; i < size; i++) data[i * size + i] += (covarianceRows * variance) / divisor;
  return { size, data };
}
