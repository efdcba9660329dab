import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { dot } from "../math/vector.ts";
import { multiply } from "../onnx/product.ts";
import type { DiscriminantParts } from "./discriminant.ts";
import { groupsOfSeveral, type LabeledVectors, remainingCount, takeLabeled } from "./labeled-vectors.ts";
import { leaveGroupsOut } from "./leave-groups-out.ts";
import { posteriorMeans } from "./mean-prior.ts";

/** Leave-one-out scores. What does not depend on the weight of the descriptions is computed once. */
export interface LeaveOneOut {
  /**
   * Returns the scores of every chosen row, computed without the row and its group: [chosen rows, classes].
   * @param promptRows number of rows that a description counts as in a class mean
   */
  scores(promptRows: number): Promise<Matrix>;
}

/**
 * Prepares leave-one-out scores: those of each row if the row, and all of its group, were not among the data.
 * @param rows all rows from which the parts were computed
 * @param chosen numbers of the rows to score. Default: all
 */
export async function leaveOneOut(
  rows: LabeledVectors,
  parts: DiscriminantParts,
  chosen?: Int32Array,
): Promise<LeaveOneOut> {
  const single = await leaveSingleOut(chosen === undefined ? rows : takeLabeled(rows, chosen), parts);
  const places = new Map(Array.from(chosen ?? rows.labels.keys(), (row, place) => [row, place]));
  const groups = groupsOfSeveral(rows).filter((group) => group.some((row) => places.has(row)));
  if (groups.length === 0) return single;
  const grouped = await leaveGroupsOut(rows, groups, parts);
  return {
    async scores(promptRows) {
      const scores = await single.scores(promptRows);
      for (const [row, own] of await grouped.scores(promptRows)) {
        const place = places.get(row);
        if (place !== undefined) rowOf(scores, place).set(own);
      }
      return scores;
    },
  };
}

/**
 * Does the same for rows of weight 1 that are alone in their group, in closed form. Without row i the covariance loses one
 * outer product; the Sherman-Morrison formula gives its inverse. The row is removed from the mean of its class and from
 * the common offset too. Only the overall variance and the divisor of the covariance keep their values.
 */
async function leaveSingleOut(rows: LabeledVectors, parts: DiscriminantParts): Promise<LeaveOneOut> {
  const { vectors, labels } = rows;
  const { means, inverseCovariance, divisor } = parts;
  const whitened = await multiply(vectors, inverseCovariance);
  const meanLengths = dotRows(means.means, await multiply(means.means, inverseCovariance));
  const restByRow = new Float64Array(vectors.rows);
  const restLengths = new Float64Array(vectors.rows);
  for (let i = 0; i < vectors.rows; i++) {
    const x = rowOf(whitened, i);
    const byMean = dot(x, rowOf(means.means, labels[i]));
    restByRow[i] = dot(x, rowOf(vectors, i)) - byMean;
    restLengths[i] = restByRow[i] - byMean + meanLengths[labels[i]];
  }
  const updates = restLengths.map((length, i) => {
    const count = means.counts[labels[i]];
    const left = remainingCount(count, 1);
    const removed = left > 0 ? count / left / divisor : 0;
    return removed / (1 - removed * length);
  });
  const shared = { whitened, restLengths, restByRow, updates };
  return { scores: (promptRows) => scoresWithout(labels, parts, shared, promptRows) };
}

/** Products of a row x, its residual r = x - m with m the mean of its class, and the inverse covariance A. */
interface Shared {
  /** x A */
  readonly whitened: Matrix;
  /** r A r */
  readonly restLengths: Float64Array;
  /** x A r */
  readonly restByRow: Float64Array;
  /** The factor of A r r' A that the Sherman-Morrison formula adds to A. */
  readonly updates: Float64Array;
}

/** Computes products with r as those with x minus those with m, because there is only one m per class. */
async function scoresWithout(
  labels: Int32Array,
  parts: DiscriminantParts,
  { whitened, restLengths, restByRow, updates }: Shared,
  promptRows: number,
): Promise<Matrix> {
  const { prior, means, inverseCovariance } = parts;
  const posterior = posteriorMeans(prior, means, promptRows);
  const { moves, owns } = withoutOneRow(parts, posterior, promptRows);
  const whitenedMeans = await multiply(posterior.means, inverseCovariance);
  const whitenedMoves = await multiply(moves.vectors, inverseCovariance);
  const whitenedOwns = await multiply(owns.vectors, inverseCovariance);
  const lengths = dotRows(posterior.means, whitenedMeans);
  const moveLengths = dotRows(moves.vectors, whitenedMoves);
  const ownLengths = dotRows(owns.vectors, whitenedOwns);
  const seenByMove = dotRows(means.means, whitenedMoves);
  const seenByOwn = dotRows(means.means, whitenedOwns);
  // Of thousands of classes few may have rows; only those are used.
  const withRows = Int32Array.from(new Set(labels));
  const places = new Int32Array(means.means.rows);
  withRows.forEach((label, place) => {
    places[label] = place;
  });
  const byMeans = { transposeB: true };
  const seenByMean = await multiply(takeRows(means.means, withRows), whitenedMeans, byMeans);
  const moveByMean = await multiply(takeRows(moves.vectors, withRows), whitenedMeans, byMeans);
  const scores = await multiply(whitened, posterior.means, byMeans);
  const classes = posterior.means.rows;
  const shares = prior.offsetShare.map((share, c) => (share * promptRows) / (promptRows + means.counts[c]));
  for (let i = 0; i < scores.rows; i++) {
    const label = labels[i];
    const x = rowOf(whitened, i);
    const [restLength, xRest, update] = [restLengths[i], restByRow[i], updates[i]];
    const moveSlope = moves.slopes[label];
    const xByMove = dot(x, rowOf(moves.vectors, label));
    const restByMove = xByMove - seenByMove[label];
    const xMove = xByMove + moveSlope * xRest;
    const restMove = restByMove + moveSlope * restLength;
    const moveLength = moveLengths[label] + moveSlope * (restByMove + restMove);
    const [start, ofLabel] = [i * classes, places[label] * classes];
    for (let c = 0; c < classes; c++) {
      const share = shares[c];
      const restMean = scores.data[start + c] - seenByMean.data[ofLabel + c];
      const moveMean = moveByMean.data[ofLabel + c] + moveSlope * restMean;
      const along = restMean + share * restMove;
      const length = lengths[c] + share * (2 * moveMean + share * moveLength) + update * along * along;
      scores.data[start + c] += share * xMove + update * xRest * along - length / 2;
    }
    const ownSlope = owns.slopes[label];
    const xByOwn = dot(x, rowOf(owns.vectors, label));
    const restByOwn = xByOwn - seenByOwn[label];
    const restOwn = restByOwn + ownSlope * restLength;
    const ownLength = ownLengths[label] + ownSlope * (restByOwn + restOwn) + update * restOwn * restOwn;
    scores.data[start + label] = xByOwn + ownSlope * xRest + update * xRest * restOwn - ownLength / 2;
  }
  return scores;
}

/** A vector for each row, as a function of its class and its residual r: vectors[class] + slopes[class] r. */
interface ByResidual {
  readonly vectors: Matrix;
  readonly slopes: Float64Array;
}

/** Returns, without one row of a class, the change of the common offset (moves) and the mean of that class (owns). */
function withoutOneRow(
  { means, prior }: DiscriminantParts,
  posterior: { readonly offset: Float64Array; readonly offsetDivisor: number },
  promptRows: number,
): { readonly moves: ByResidual; readonly owns: ByResidual } {
  const { rows: classes, columns } = means.means;
  const moves = { vectors: zeros(classes, columns), slopes: new Float64Array(classes) };
  const owns = { vectors: zeros(classes, columns), slopes: new Float64Array(classes) };
  for (let c = 0; c < classes; c++) {
    const count = means.counts[c];
    const left = remainingCount(count, 1);
    const weight = count / (count + promptRows);
    const weightLeft = left / (left + promptRows);
    const divisorLeft = posterior.offsetDivisor - weight + weightLeft;
    const share = promptRows / (promptRows + left);
    const offsetShare = prior.offsetShare[c];
    const meanSlope = left > 0 ? -1 / left : 0;
    moves.slopes[c] = (weightLeft * meanSlope) / divisorLeft;
    owns.slopes[c] = share * offsetShare * moves.slopes[c] + (1 - share) * meanSlope;
    const [mean, plain, adjusted] = [rowOf(means.means, c), rowOf(prior.plain, c), rowOf(prior.adjusted, c)];
    const [move, own] = [rowOf(moves.vectors, c), rowOf(owns.vectors, c)];
    for (let j = 0; j < columns; j++) {
      const meanLeft = left > 0 ? mean[j] : 0;
      const offset = posterior.offset[j];
      const sum =
        offset * posterior.offsetDivisor - weight * (mean[j] - plain[j]) + weightLeft * (meanLeft - plain[j]);
      move[j] = sum / divisorLeft - offset;
      own[j] = share * (adjusted[j] + offsetShare * (offset + move[j])) + (1 - share) * meanLeft;
    }
  }
  return { moves, owns };
}

/** Returns the inner product of each row of one matrix with the same row of the other. */
function dotRows(a: Matrix, b: Matrix): Float64Array {
  return Float64Array.from({ length: a.rows }, (_, i) => dot(rowOf(a, i), rowOf(b, i)));
}
