import { cholesky, inverse } from "../math/cholesky.ts";
import { type Matrix, rowOf, takeRows } from "../math/matrix.ts";
import { addScaled, dot } from "../math/vector.ts";
import { multiply } from "../onnx/product.ts";
import type { DiscriminantParts } from "./discriminant.ts";
import { type LabeledVectors, remainingCount } from "./labeled-vectors.ts";
import { posteriorMeans } from "./mean-prior.ts";

/** Scores of rows, computed without the whole group of each row. */
export interface LeaveGroupsOut {
  /**
   * Returns row number -> its scores by class.
   * @param promptRows number of rows that a description counts as in a class mean
   */
  scores(promptRows: number): Promise<ReadonlyMap<number, Float32Array>>;
}

/** A vector v, and v A with A the inverse covariance. */
interface Pair {
  readonly plain: ArrayLike<number>;
  readonly whitened: ArrayLike<number>;
}

/** The products with A, which are the same for every weight of the descriptions. */
interface Products {
  readonly rows: LabeledVectors;
  readonly parts: DiscriminantParts;
  /** Row number -> its vector times A, for the rows of all groups. */
  readonly whitenedRows: ReadonlyMap<number, ArrayLike<number>>;
  readonly means: readonly Pair[];
  readonly plain: readonly Pair[];
  readonly adjusted: readonly Pair[];
}

/**
 * Computes the scores of rows that are in groups, each without its whole group. The result equals that of a new fit, with
 * the same exceptions as in leaveOneOut.
 *
 * Without k rows, r_j being their differences to their class means, the inverse covariance becomes
 * A + A R (D^-1 - R' A R)^-1 R' A (Woodbury), with d_j = w_j n_j / (n_j - w_j) / divisor. The rows are removed from the
 * class means and from the common offset too.
 *
 * @param groups row numbers of each group; the labels of a group differ from each other
 */
export async function leaveGroupsOut(
  rows: LabeledVectors,
  groups: readonly (readonly number[])[],
  parts: DiscriminantParts,
): Promise<LeaveGroupsOut> {
  const numbers = Int32Array.from(groups.flat());
  const whitened = await multiply(takeRows(rows.vectors, numbers), parts.inverseCovariance);
  const products = {
    rows,
    parts,
    whitenedRows: new Map(Array.from(numbers, (row, i) => [row, rowOf(whitened, i)])),
    means: await pairsOf(parts.means.means, parts.inverseCovariance),
    plain: await pairsOf(parts.prior.plain, parts.inverseCovariance),
    adjusted: await pairsOf(parts.prior.adjusted, parts.inverseCovariance),
  };
  return { scores: (promptRows) => scoresOfGroups(products, groups, promptRows) };
}

/** The class means with all rows. */
interface Posterior {
  readonly promptRows: number;
  readonly means: readonly Pair[];
  /** m A m of each class mean m. */
  readonly lengths: Float64Array;
  readonly offset: Pair;
  readonly offsetDivisor: number;
  /** Share of a change of the offset that each class mean follows. */
  readonly offsetShares: Float64Array;
}

async function scoresOfGroups(
  products: Products,
  groups: readonly (readonly number[])[],
  promptRows: number,
): Promise<ReadonlyMap<number, Float32Array>> {
  const { prior, means, inverseCovariance } = products.parts;
  const found = posteriorMeans(prior, means, promptRows);
  const offset = { rows: 1, columns: found.offset.length, data: Float32Array.from(found.offset) };
  const posteriorPairs = await pairsOf(found.means, inverseCovariance);
  const posterior = {
    promptRows,
    means: posteriorPairs,
    lengths: Float64Array.from(posteriorPairs, ({ plain, whitened }) => dot(plain, whitened)),
    offset: (await pairsOf(offset, inverseCovariance))[0],
    offsetDivisor: found.offsetDivisor,
    offsetShares: prior.offsetShare.map((share, c) => (share * promptRows) / (promptRows + means.counts[c])),
  };
  const scores = new Map<number, Float32Array>();
  for (const group of groups) scoreGroup(products, group, posterior, scores);
  return scores;
}

/** A removed row, and its class without it. */
interface Removal {
  readonly row: Pair;
  readonly label: number;
  readonly left: number;
  readonly meanLeft: Pair;
  /** The row minus the mean of its class. */
  readonly rest: Pair;
  /** d of the Woodbury formula. */
  readonly removed: number;
}

function removalOf({ rows, parts, whitenedRows, means }: Products, i: number): Removal {
  const label = rows.labels[i];
  const weight = rows.weights?.[i] ?? 1;
  const count = parts.means.counts[label];
  const left = remainingCount(count, weight);
  const row = { plain: rowOf(rows.vectors, i), whitened: whitenedRows.get(i)! };
  const mean = means[label];
  const meanLeft = combine(
    left > 0
      ? [
          [count / left, mean],
          [-weight / left, row],
        ]
      : [[0, mean]],
  );
  const removed = left > 0 ? (weight * count) / left / parts.divisor : 0;
  return {
    row,
    label,
    left,
    meanLeft,
    rest: combine([
      [1, row],
      [-1, mean],
    ]),
    removed,
  };
}

function scoreGroup(
  products: Products,
  group: readonly number[],
  posterior: Posterior,
  scores: Map<number, Float32Array>,
): void {
  const removals = group.map((i) => removalOf(products, i));
  const { move, owns } = movedMeans(products, removals, posterior);
  const rests = removals.filter(({ removed }) => removed > 0);
  const kernel = woodburyKernel(rests);
  const along = (vector: Pair) => rests.map(({ rest }) => dot(rest.whitened, vector.plain));
  const bilinear = (a: readonly number[], b: readonly number[]) =>
    kernel.reduce((sum, row, j) => sum + a[j] * dot(row, b), 0);
  const rowsAlong = removals.map(({ row }) => along(row));
  // A class without a removed row has the mean m + share move, whose products are sums of those of m and of the move.
  const moveAlong = along(move);
  const moveLength = dot(move.plain, move.whitened);
  const rowsByMove = removals.map(({ row }) => dot(row.whitened, move.plain));
  for (const i of group) scores.set(i, new Float32Array(posterior.means.length));
  for (const [c, mean] of posterior.means.entries()) {
    const own = owns.get(c);
    const moved = own ?? mean;
    const share = own === undefined ? posterior.offsetShares[c] : 0;
    const meanAlong = along(moved).map((value, j) => value + share * moveAlong[j]);
    const plainLength = own === undefined ? posterior.lengths[c] : dot(own.plain, own.whitened);
    const byMove = share === 0 ? 0 : share * (2 * dot(move.whitened, mean.plain) + share * moveLength);
    const length = plainLength + byMove + bilinear(meanAlong, meanAlong);
    for (const [k, { row }] of removals.entries()) {
      const byMean = dot(row.whitened, moved.plain) + share * rowsByMove[k];
      scores.get(group[k])![c] = byMean + bilinear(rowsAlong[k], meanAlong) - length / 2;
    }
  }
}

/** Returns the change of the common offset without the removed rows, and the means of the classes that lose a row. */
function movedMeans(
  { means, plain, adjusted, parts: { prior, means: seen } }: Products,
  removals: readonly Removal[],
  { promptRows, offset, offsetDivisor }: Posterior,
): { readonly move: Pair; readonly owns: ReadonlyMap<number, Pair> } {
  let divisorLeft = offsetDivisor;
  const terms: [number, Pair][] = [[offsetDivisor, offset]];
  for (const { label, left, meanLeft } of removals) {
    const weight = seen.counts[label] / (seen.counts[label] + promptRows);
    const weightLeft = left / (left + promptRows);
    divisorLeft += weightLeft - weight;
    terms.push([-weight, means[label]], [weight - weightLeft, plain[label]], [weightLeft, meanLeft]);
  }
  const offsetLeft = combine(terms.map(([factor, pair]) => [factor / divisorLeft, pair]));
  const owns = removals.map(({ label, left, meanLeft }): [number, Pair] => {
    const share = promptRows / (promptRows + left);
    return [
      label,
      combine([
        [share, adjusted[label]],
        [share * prior.offsetShare[label], offsetLeft],
        [1 - share, meanLeft],
      ]),
    ];
  });
  return {
    move: combine([
      [1, offsetLeft],
      [-1, offset],
    ]),
    owns: new Map(owns),
  };
}

/** Returns (D^-1 - R' A R)^-1, row by row. */
function woodburyKernel(rests: readonly Removal[]): Float64Array[] {
  const size = rests.length;
  if (size === 0) return [];
  const data = new Float64Array(size * size);
  for (const [j, { rest, removed }] of rests.entries()) {
    for (const [k, other] of rests.entries()) {
      data[j * size + k] = (j === k ? 1 / removed : 0) - dot(rest.whitened, other.rest.plain);
    }
  }
  const kernel = inverse(cholesky({ size, data }));
  return Array.from({ length: size }, (_, j) => kernel.data.slice(j * size, (j + 1) * size));
}

function combine(terms: readonly (readonly [number, Pair])[]): Pair {
  const columns = terms[0][1].plain.length;
  const [plain, whitened] = [new Float64Array(columns), new Float64Array(columns)];
  for (const [factor, pair] of terms) {
    addScaled(plain, pair.plain, factor);
    addScaled(whitened, pair.whitened, factor);
  }
  return { plain, whitened };
}

async function pairsOf(matrix: Matrix, inverseCovariance: Matrix): Promise<Pair[]> {
  const whitened = await multiply(matrix, inverseCovariance);
  return Array.from({ length: matrix.rows }, (_, i) => ({
    plain: rowOf(matrix, i),
    whitened: rowOf(whitened, i),
  }));
}
