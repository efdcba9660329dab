import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { multiply } from "../math/product.ts";
import { dot } from "../math/vector.ts";
import { type ClassMeans, type LabeledVectors, residuals } from "./labeled-vectors.ts";
import { type MeanPrior, posteriorMeans } from "./mean-prior.ts";

/** A discriminant's parts, as the scores of its own rows without themselves need them. */
export interface DiscriminantParts {
  readonly means: ClassMeans;
  readonly prior: MeanPrior;
  readonly inverseCovariance: Matrix;
  /** Divisor of the covariance, see withinCovariance. */
  readonly divisor: number;
}

/** What does not depend on the weight of the prompts: made once, used for every weight. */
export interface LeaveOneOut {
  /** Scores of every row had it not been among the data: [rows, classes], the prompts counting as so many rows. */
  scores(promptRows: number): Promise<Matrix>;
}

/**
 * Exact leave-one-out scores in closed form: without row i the covariance loses one outer product, whose inverse the
 * Sherman-Morrison formula gives; the mean of its class and the common offset are moved back. Only the overall
 * variance and the divisor of the covariance are kept as they are.
 */
export async function leaveOneOut(rows: LabeledVectors, parts: DiscriminantParts): Promise<LeaveOneOut> {
  const { means, inverseCovariance, divisor } = parts;
  const rest = residuals(rows, means.means);
  const whitenedRest = await multiply(rest, inverseCovariance);
  const whitened = await multiply(rows.vectors, inverseCovariance);
  const updates = new Float64Array(rows.vectors.rows);
  for (let i = 0; i < updates.length; i++) {
    const count = means.counts[rows.labels[i]];
    const removed = count > 1 ? count / (count - 1) / divisor : 0;
    updates[i] = removed / (1 - removed * dot(rowOf(rest, i), rowOf(whitenedRest, i)));
  }
  return {
    scores: (promptRows) => scoresWithout(rows, parts, { rest, whitenedRest, whitened, updates }, promptRows),
  };
}

interface Shared {
  readonly rest: Matrix;
  readonly whitenedRest: Matrix;
  readonly whitened: Matrix;
  readonly updates: Float64Array;
}

async function scoresWithout(
  rows: LabeledVectors,
  parts: DiscriminantParts,
  shared: Shared,
  promptRows: number,
): Promise<Matrix> {
  const { prior, means, inverseCovariance } = parts;
  const posterior = posteriorMeans(prior, means, promptRows);
  const moved = moveBack(rows, parts, shared.rest, posterior, promptRows);
  const whitenedMeans = await multiply(posterior.means, inverseCovariance);
  const whitenedMoves = await multiply(moved.offsets, inverseCovariance);
  const whitenedOwn = await multiply(moved.ownMeans, inverseCovariance);
  const scores = await multiply(shared.whitened, posterior.means, { transposeB: true });
  const restByMean = await multiply(shared.whitenedRest, posterior.means, { transposeB: true });
  const moveByMean = await multiply(whitenedMoves, posterior.means, { transposeB: true });
  const classes = posterior.means.rows;
  const meanLengths = Float64Array.from({ length: classes }, (_, c) =>
    dot(rowOf(posterior.means, c), rowOf(whitenedMeans, c)),
  );
  const shares = Float64Array.from(
    prior.offsetShare,
    (share, c) => (share * promptRows) / (promptRows + means.counts[c]),
  );
  for (let i = 0; i < scores.rows; i++) {
    const [x, u, xA, move] = [
      rowOf(rows.vectors, i),
      rowOf(shared.whitenedRest, i),
      rowOf(shared.whitened, i),
      rowOf(moved.offsets, i),
    ];
    const update = shared.updates[i];
    const xu = dot(x, u);
    const xMove = dot(xA, move);
    const uMove = dot(u, move);
    const moveLength = dot(move, rowOf(whitenedMoves, i));
    const score = rowOf(scores, i);
    const [uMean, moveMean] = [rowOf(restByMean, i), rowOf(moveByMean, i)];
    for (let c = 0; c < classes; c++) {
      const share = shares[c];
      const along = uMean[c] + uMove * share;
      const length =
        meanLengths[c] + 2 * moveMean[c] * share + moveLength * share * share + update * along * along;
      score[c] += xMove * share + update * xu * along - length / 2;
    }
    const own = rowOf(moved.ownMeans, i);
    const uOwn = dot(u, own);
    score[rows.labels[i]] =
      dot(xA, own) + update * xu * uOwn - (dot(own, rowOf(whitenedOwn, i)) + update * uOwn * uOwn) / 2;
  }
  return scores;
}

/** For every row: how the common offset moves, and what the mean of its class becomes, without it. */
function moveBack(
  rows: LabeledVectors,
  { means, prior }: DiscriminantParts,
  rest: Matrix,
  posterior: { readonly offset: Float64Array; readonly offsetDivisor: number },
  promptRows: number,
): { readonly offsets: Matrix; readonly ownMeans: Matrix } {
  const offsets = zeros(rest.rows, rest.columns);
  const ownMeans = zeros(rest.rows, rest.columns);
  for (let i = 0; i < rest.rows; i++) {
    const c = rows.labels[i];
    const count = means.counts[c];
    const left = count - 1;
    const weight = count / (count + promptRows);
    const weightLeft = left / (left + promptRows);
    const divisorLeft = posterior.offsetDivisor - weight + weightLeft;
    const share = promptRows / (promptRows + left);
    const [mean, plain, adjusted] = [rowOf(means.means, c), rowOf(prior.plain, c), rowOf(prior.adjusted, c)];
    const [residual, move, own] = [rowOf(rest, i), rowOf(offsets, i), rowOf(ownMeans, i)];
    for (let j = 0; j < move.length; j++) {
      const meanLeft = left > 0 ? mean[j] - residual[j] / left : 0;
      const offset = posterior.offset[j];
      const sum =
        offset * posterior.offsetDivisor - weight * (mean[j] - plain[j]) + weightLeft * (meanLeft - plain[j]);
      move[j] = sum / divisorLeft - offset;
      own[j] = share * (adjusted[j] + prior.offsetShare[c] * (offset + move[j])) + (1 - share) * meanLeft;
    }
  }
  return { offsets, ownMeans };
}
