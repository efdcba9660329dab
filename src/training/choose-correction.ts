import { accuracyOf, fitTemperature, type JudgedScores } from "../calibration/temperature.ts";
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
import { countingChoices, mixHeads, mixScores } from "./prompt-weight.ts";
import { type Fold, rowFolds } from "./row-folds.ts";

/** Penalties tried, from hardly any correction to a free one; each starts where the one before ended. */
const penalties = [1000, 100, 10] as const;
/** A correction must beat none by this many standard errors of the held-out gain. */
const standardErrors = 2;
/** L-BFGS steps of a fit; each goes on from another's end, and many rows need fewer. */
const steps = 12;
const stepsOfMany = 6;
const manyRows = 4000;

/** A calibrated discriminant and the rows it came from. */
export interface CorrectionInput {
  readonly rows: LabeledVectors;
  /** How much each row counts where a correction is fitted. */
  readonly weights: Float64Array;
  /** How much each row counts where corrections are judged. */
  readonly judgingWeights: Float64Array;
  /** Of a tuned encoder, which rows it was tuned on. */
  readonly tunedOn?: readonly boolean[];
  readonly prior: MeanPrior;
  readonly shape: SymmetricMatrix;
  readonly promptShares: readonly number[];
  readonly temperature: number;
  /** Added to every row of logits: log priors. */
  readonly logPriors: Float64Array;
  /** Leave-one-out logits of all rows. */
  readonly logits: Matrix;
  readonly seed: number;
}

export interface ChosenCorrection {
  /** Added to the discriminant's logits. */
  readonly head: LinearHead;
  /** What the corrected logits are divided by. */
  readonly temperature: number;
  readonly penalty: number;
  readonly heldOutAccuracy: number;
}

/**
 * Cross-validates a logistic correction of the discriminant at several penalties, and fits the best one on all rows,
 * from where the last fold ended; undefined where none is clearly better than no correction. Of a tuned encoder the rows
 * that it does not know are the one fold held out: others it would tell apart with hardly any correction.
 */
export async function chooseCorrection(input: CorrectionInput): Promise<ChosenCorrection | undefined> {
  const { rows, weights, judgingWeights, logits } = input;
  const classes = logits.columns;
  const mostSteps = rows.vectors.rows < manyRows ? steps : stepsOfMany;
  const folds = foldsOf(input);
  if (folds[0].held.length === 0) return undefined;
  const before = zeros(rows.vectors.rows, classes);
  const after = penalties.map(() => zeros(rows.vectors.rows, classes));
  const starts: LinearHead[] = [];
  for (const fold of folds) {
    const { logitsInside, logitsHeld } = await discriminantOfFold(input, fold);
    scatterRows(before, fold.held, logitsHeld);
    const correct = correctionOf({
      rows: takeLabeled(rows, fold.train),
      logits: logitsInside,
      weights: Float64Array.from(fold.train, (i) => weights[i]),
    });
    const held = takeRows(rows.vectors, fold.held);
    let head: LinearHead | undefined;
    for (const [p, penalty] of penalties.entries()) {
      head = await correct(penalty, mostSteps, head);
      starts[p] = head;
      scatterRows(after[p], fold.held, addMatrices(logitsHeld, await scoreVectors(head, held)));
    }
  }
  const held = Int32Array.from(folds.flatMap((fold) => [...fold.held]));
  const best = bestPenalty(rows.labels, judgingWeights, held, before, after);
  if (best === undefined) return undefined;
  const head = await correctionOf({ rows, logits, weights })(penalties[best], mostSteps, starts[best]);
  const judged = judgedPart(after[best], rows.labels, judgingWeights, held);
  return {
    head,
    temperature: fitTemperature(judged, 1).value,
    penalty: penalties[best],
    heldOutAccuracy: accuracyOf(judged, rows.weights && Float64Array.from(held, (i) => rows.weights![i])),
  };
}

function foldsOf({ rows: { labels, groups }, tunedOn, logits, seed }: CorrectionInput): Fold[] {
  if (tunedOn === undefined) return rowFolds(labels, logits.columns, seed, groups);
  const all = Int32Array.from(labels.keys());
  return [{ train: all.filter((i) => tunedOn[i]), held: all.filter((i) => !tunedOn[i]) }];
}

/** The discriminant of a fold's training rows: leave-one-out logits inside, plain ones for the rows held out. */
async function discriminantOfFold(
  input: CorrectionInput,
  fold: Fold,
): Promise<{ logitsInside: Matrix; logitsHeld: Matrix }> {
  const { prior, shape, promptShares, temperature, logPriors } = input;
  const rows = takeLabeled(input.rows, fold.train);
  const means = classMeans(rows, input.logits.columns);
  const { covariance, divisor } = await withinCovariance(rows, means, shape);
  const inverseCovariance = toMatrix(inverse(cholesky(covariance)));
  const loo = await leaveOneOut(rows, { means, prior, inverseCovariance, divisor });
  const heads: LinearHead[] = [];
  const counting = countingChoices(promptShares);
  for (const { promptRows } of counting) {
    heads.push(await discriminant(posteriorMeans(prior, means, promptRows).means, inverseCovariance));
  }
  const shares = counting.map(({ share }) => share);
  const held = await scoreVectors(mixHeads(heads, shares), takeRows(input.rows.vectors, fold.held));
  return {
    logitsInside: toLogits(await mixScores(loo, promptShares), temperature, logPriors),
    logitsHeld: toLogits(held, temperature, logPriors),
  };
}

/** scores / T + log priors. */
export function toLogits(scores: Matrix, temperature: number, logPriors: Float64Array): Matrix {
  const data = scores.data.map((value, i) => value / temperature + logPriors[i % scores.columns]);
  return { ...scores, data };
}

/** The penalty whose held-out gain is largest, if that is clear of its own standard error. */
function bestPenalty(
  labels: Int32Array,
  weights: Float64Array,
  held: Int32Array,
  before: Matrix,
  after: readonly Matrix[],
): number | undefined {
  const meanWeight = held.reduce((sum, i) => sum + weights[i], 0) / held.length;
  let best: { readonly penalty: number; readonly gain: number } | undefined;
  after.forEach((logits, penalty) => {
    const gains = Array.from(
      held,
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

function judgedPart(
  scores: Matrix,
  labels: Int32Array,
  weights: Float64Array,
  held: Int32Array,
): JudgedScores {
  return {
    scores: takeRows(scores, held),
    labels: held.map((i) => labels[i]),
    weights: Float64Array.from(held, (i) => weights[i]),
  };
}

function scatterRows(target: Matrix, rows: Int32Array, source: Matrix): void {
  for (const [i, row] of rows.entries()) rowOf(target, row).set(rowOf(source, i));
}

function addMatrices(a: Matrix, b: Matrix): Matrix {
  return { ...a, data: a.data.map((value, i) => value + b.data[i]) };
}
