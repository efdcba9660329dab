import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { softmaxInto } from "../math/softmax.ts";
import { multiply } from "../onnx/product.ts";

/**
 * Sharpness of the shares that pairs are ranked by. Fitted by maximum likelihood to the confusions of models from
 * descriptions alone on the train sides of four public sets (bench/doctor). Larger: only the closest pairs count.
 */
const rankSharpness = 3.97;
/**
 * Sharpness of the estimated shares: constant + slope x ln(classes), fitted likewise. Larger: fewer confusions are
 * expected.
 */
const estimateConstant = 0.33;
const estimateSlope = 1.605;

/** Two classes whose descriptions overlap. */
export interface OverlappingPair {
  /** Columns of the classes. */
  readonly pair: readonly [number, number];
  /** Cosine of the means of their snippets, -1 to 1. */
  readonly cosine: number;
  /** Estimated share of the texts of the first class that are answered with the second, 0 to 1, and the reverse. */
  readonly estimates: readonly [number, number];
}

/** How much the descriptions of classes overlap. */
export interface DescriptionOverlap {
  /** All pairs, the ones that are confused most first. */
  readonly pairs: readonly OverlappingPair[];
  /** Estimated number of texts of other classes that each class takes, per text of its own: [classes]. */
  readonly taken: Float64Array;
}

/**
 * Estimates from descriptions alone how often classes are confused. A text of class a is expected to be answered with
 * class b in proportion to exp(s cos(m_a, m_b)), where m are the means of the snippets. So a pair counts as close if it is
 * closer than the pairs with other classes.
 * @param means unit vectors of classes with descriptions, in projected space: [classes, dimensions]
 * @param minCosine pairs below it are left out. Larger: fewer pairs
 */
export async function descriptionOverlap(means: Matrix, minCosine: number): Promise<DescriptionOverlap> {
  const cosines = await multiply(means, means, { transposeB: true });
  const ranks = shares(cosines, rankSharpness);
  const estimates = shares(cosines, estimateConstant + estimateSlope * Math.log(Math.max(means.rows, 2)));
  const found: (OverlappingPair & { readonly rank: number })[] = [];
  const taken = new Float64Array(means.rows);
  for (let a = 0; a < means.rows; a++) {
    for (let b = 0; b < means.rows; b++) if (a !== b) taken[b] += rowOf(estimates, a)[b];
    for (let b = a + 1; b < means.rows; b++) {
      const cosine = rowOf(cosines, a)[b];
      if (cosine < minCosine) continue;
      const rank = rowOf(ranks, a)[b] + rowOf(ranks, b)[a];
      found.push({ pair: [a, b], cosine, estimates: [rowOf(estimates, a)[b], rowOf(estimates, b)[a]], rank });
    }
  }
  const pairs = found.sort((one, other) => other.rank - one.rank).map(({ rank: _, ...pair }) => pair);
  return { pairs, taken };
}

/** Returns exp(s x) / sum of each row. */
function shares(cosines: Matrix, sharpness: number): Matrix {
  const found = zeros(cosines.rows, cosines.columns);
  for (let i = 0; i < cosines.rows; i++) softmaxInto(rowOf(cosines, i), rowOf(found, i), 1 / sharpness);
  return found;
}
