import type { HeldOutScores } from "../calibration/held-out-scores.ts";
import { fitTemperature } from "../calibration/temperature.ts";
import { discriminant } from "../head/discriminant.ts";
import { classMeans, type LabeledVectors, takeLabeled } from "../head/labeled-vectors.ts";
import { leaveOneOut } from "../head/leave-one-out.ts";
import { type LinearHead, scoreVectors } from "../head/linear-head.ts";
import { correctionOf } from "../head/logistic-correction.ts";
import { type MeanPrior, posteriorMeans } from "../head/mean-prior.ts";
import { withinCovariance } from "../head/within-covariance.ts";
import { cholesky, inverse } from "../math/cholesky.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { logSumExp } from "../math/softmax.ts";
import { type SymmetricMatrix, toMatrix } from "../math/symmetric.ts";
import { mean, standardError } from "../math/vector.ts";
import { countingChoices, mixHeads, mixScores } from "./description-weight.ts";
import type { HeldOutLogits } from "./held-out-logits.ts";
import { type Fold, rowFolds } from "./row-folds.ts";

/**
 * L2 penalties that are tried, from hardly any correction to an almost free one. Each fit starts from the result of the
 * one before. More penalties take more time.
 */
const penalties = [1000, 100, 10] as const;
/**
 * The held-out gain of a correction must be larger than this number of its standard errors. If it is larger, fewer
 * corrections are used.
 */
const standardErrors = 2;
/**
 * L-BFGS steps of a fit, and of a fit on many rows. Few are enough, since each fit starts from the result of another.
 * More steps fit more exactly and take more time.
 */
const steps = 12;
const stepsForManyRows = 6;
const manyRows = 4000;

/** A calibrated discriminant and the rows that it was fitted on. */
export interface CorrectionInput {
  readonly rows: LabeledVectors;
  /** Weight of each row in fitting a correction. */
  readonly weights: Float64Array;
  /** Weight of each row in evaluating corrections. */
  readonly evaluationWeights: Float64Array;
  /** Whether the encoder was fine-tuned on each row. Default: the encoder was not fine-tuned. */
  readonly seenByEncoder?: readonly boolean[];
  readonly prior: MeanPrior;
  readonly shape: SymmetricMatrix;
  /** Share of each candidate for the number of rows that a description counts as: see weighDescriptions. */
  readonly descriptionShares: readonly number[];
  readonly temperature: number;
  /** Log priors, added to every row of logits: [classes]. */
  readonly logPriors: Float64Array;
  /** Leave-one-out logits of all rows: [rows, classes]. */
  readonly logits: Matrix;
  readonly seed: number;
}

/** A fitted correction. */
export interface ChosenCorrection {
  /** Added to the discriminant's logits. */
  readonly head: LinearHead;
  /** The corrected logits are divided by it. */
  readonly temperature: number;
  readonly penalty: number;
  /** Logits of the held-out rows with the correction and its temperature. */
  readonly heldOut: HeldOutLogits;
}

/**
 * Cross-validates a logistic correction of the discriminant at several penalties, and fits the best one on all rows. That
 * fit starts from the result of the last fold.
 *
 * If the encoder was fine-tuned, the rows that it has not seen are the only held-out fold: it separates the rows that it
 * has seen almost without a correction.
 * @returns undefined if no correction is clearly better than none
 */
export async function chooseCorrection(input: CorrectionInput): Promise<ChosenCorrection | undefined> {
  const { rows, weights, evaluationWeights, logits } = input;
  const classes = logits.columns;
  const maxSteps = rows.vectors.rows < manyRows ? steps : stepsForManyRows;
  const folds = foldsOf(input);
  if (folds[0].heldOut.length === 0) return undefined;
  const before = zeros(rows.vectors.rows, classes);
  const after = penalties.map(() => zeros(rows.vectors.rows, classes));
  const starts: LinearHead[] = [];
  for (const fold of folds) {
    const { logitsOfTraining, logitsHeldOut } = await discriminantOfFold(input, fold);
    scatterRows(before, fold.heldOut, logitsHeldOut);
    const correct = correctionOf({
      rows: takeLabeled(rows, fold.train),
      logits: logitsOfTraining,
      weights: Float64Array.from(fold.train, (i) => weights[i]),
    });
    const heldOut = takeRows(rows.vectors, fold.heldOut);
    let head: LinearHead | undefined;
    for (const [p, penalty] of penalties.entries()) {
      head = await correct(penalty, maxSteps, head);
      starts[p] = head;
      scatterRows(after[p], fold.heldOut, addMatrices(logitsHeldOut, await scoreVectors(head, heldOut)));
    }
  }
  const heldOut = Int32Array.from(folds.flatMap((fold) => [...fold.heldOut]));
  const best = bestPenalty(rows.labels, evaluationWeights, heldOut, before, after);
  if (best === undefined) return undefined;
  const head = await correctionOf({ rows, logits, weights })(penalties[best], maxSteps, starts[best]);
  const evaluated = heldOutScores(after[best], rows.labels, evaluationWeights, heldOut);
  const temperature = fitTemperature(evaluated, 1).value;
  const tempered = { ...evaluated.scores, data: evaluated.scores.data.map((value) => value / temperature) };
  return { head, temperature, penalty: penalties[best], heldOut: { rows: heldOut, logits: tempered } };
}

function foldsOf({ rows: { labels, groups }, seenByEncoder, logits, seed }: CorrectionInput): Fold[] {
  if (seenByEncoder === undefined) return rowFolds(labels, logits.columns, seed, groups);
  const all = Int32Array.from(labels.keys());
  // One fold: fit on the rows that the encoder has seen, evaluate on the others.
  return [{ train: all.filter((i) => seenByEncoder[i]), heldOut: all.filter((i) => !seenByEncoder[i]) }];
}

/** Fits the discriminant of a fold. Training rows get leave-one-out logits, held-out rows ordinary ones. */
async function discriminantOfFold(
  input: CorrectionInput,
  fold: Fold,
): Promise<{ logitsOfTraining: Matrix; logitsHeldOut: Matrix }> {
  const { prior, shape, descriptionShares, temperature, logPriors } = input;
  const rows = takeLabeled(input.rows, fold.train);
  const means = classMeans(rows, input.logits.columns);
  const { covariance, divisor } = await withinCovariance(rows, means, shape);
  const inverseCovariance = toMatrix(inverse(cholesky(covariance)));
  const loo = await leaveOneOut(rows, { means, prior, inverseCovariance, divisor });
  const heads: LinearHead[] = [];
  const counting = countingChoices(descriptionShares);
  for (const { promptRows } of counting) {
    heads.push(await discriminant(posteriorMeans(prior, means, promptRows).means, inverseCovariance));
  }
  const shares = counting.map(({ share }) => share);
  const heldOut = await scoreVectors(mixHeads(heads, shares), takeRows(input.rows.vectors, fold.heldOut));
  return {
    logitsOfTraining: toLogits(await mixScores(loo, descriptionShares), temperature, logPriors),
    logitsHeldOut: toLogits(heldOut, temperature, logPriors),
  };
}

/** Returns scores / temperature + log priors. */
export function toLogits(scores: Matrix, temperature: number, logPriors: Float64Array): Matrix {
  const data = scores.data.map((value, i) => value / temperature + logPriors[i % scores.columns]);
  return { ...scores, data };
}

/** Returns the index of the penalty with the largest held-out gain among those with a clear gain. */
function bestPenalty(
  labels: Int32Array,
  weights: Float64Array,
  heldOut: Int32Array,
  before: Matrix,
  after: readonly Matrix[],
): number | undefined {
  const meanWeight = heldOut.reduce((sum, i) => sum + weights[i], 0) / heldOut.length;
  let best: { readonly penalty: number; readonly gain: number } | undefined;
  after.forEach((logits, penalty) => {
    const gains = Array.from(
      heldOut,
      (i) => ((lossOf(before, labels, i) - lossOf(logits, labels, i)) * weights[i]) / meanWeight,
    );
    const gain = mean(gains);
    const isClear = gain > standardErrors * standardError(gains);
    if (isClear && (best === undefined || gain > best.gain)) best = { penalty, gain };
  });
  return best?.penalty;
}

function lossOf(logits: Matrix, labels: Int32Array, i: number): number {
  const row = rowOf(logits, i);
  return logSumExp(row) - row[labels[i]];
}

function heldOutScores(
  scores: Matrix,
  labels: Int32Array,
  weights: Float64Array,
  heldOut: Int32Array,
): HeldOutScores {
  return {
    scores: takeRows(scores, heldOut),
    labels: heldOut.map((i) => labels[i]),
    weights: Float64Array.from(heldOut, (i) => weights[i]),
  };
}

function scatterRows(target: Matrix, rows: Int32Array, source: Matrix): void {
  for (const [i, row] of rows.entries()) rowOf(target, row).set(rowOf(source, i));
}

function addMatrices(a: Matrix, b: Matrix): Matrix {
  return { ...a, data: a.data.map((value, i) => value + b.data[i]) };
}
