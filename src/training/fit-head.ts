import { fitNone, type NoneModel } from "../calibration/none.ts";
import { fitTemperature } from "../calibration/temperature.ts";
import { meanSpread } from "../calibration/temperature-rule.ts";
import {
  type ClassMeans,
  classMeans,
  groupsOfSeveral,
  type LabeledVectors,
  takeLabeled,
} from "../head/labeled-vectors.ts";
import { leaveOneOut } from "../head/leave-one-out.ts";
import { type LinearHead, scoreVectors } from "../head/linear-head.ts";
import { addHeads } from "../head/logistic-correction.ts";
import { type MeanPrior, meanPrior, type PromptMeans } from "../head/mean-prior.ts";
import { promptShape, withinCovariance } from "../head/within-covariance.ts";
import { cholesky, inverse } from "../math/cholesky.ts";
import type { Matrix } from "../math/matrix.ts";
import { type SymmetricMatrix, toMatrix } from "../math/symmetric.ts";
import { sum } from "../math/vector.ts";
import { calibrated, mixedDiscriminant, scaled } from "./calibrated-head.ts";
import { chooseCorrection, toLogits } from "./choose-correction.ts";
import { classPriors, type Priors } from "./class-priors.ts";
import { type DescriptionHead, descriptionHead, expectedTemperature } from "./description-head.ts";
import { descriptionRowChoices, mixScores, weighDescriptions } from "./description-weight.ts";
import { enforceCorrections } from "./enforce-corrections.ts";
import { type HeldOutLogits, heldOutAccuracyOf, unseenLogits } from "./held-out-logits.ts";
import { missingRowPrior, type TemperedScores } from "./missing-row-prior.ts";
import { product, rescaled, rowWeights, sampleRows, takeValues } from "./row-weights.ts";

/** What a head is fitted on. All vectors are in projected space. */
export interface HeadInput {
  readonly classes: readonly string[];
  /** Snippets of descriptions. Their class means have unit length, they themselves need not. */
  readonly snippets: LabeledVectors;
  /** The descriptions of the classes as unit vectors. */
  readonly prompts: PromptMeans;
  /** Generated and real examples as unit vectors, one row per text and label: see mergeNearDuplicates. */
  readonly rows: LabeledVectors;
  /** Number of rows per class before near duplicates were merged, for priors "observed". Default: as in `rows`. */
  readonly observed?: Float64Array;
  /**
   * Weight of each row in the temperature and in the logistic correction. Means, covariance and the weight of the
   * descriptions do not use it. Default: 1 each.
   */
  readonly calibrationWeights?: Float64Array;
  /**
   * Whether the encoder was fine-tuned on each row. It separates such rows better than new ones, so they say little about
   * calibration. Default: the encoder was not fine-tuned.
   */
  readonly seenByEncoder?: readonly boolean[];
  /** Out-of-scope texts as unit vectors: [texts, dimensions]. */
  readonly outOfScope?: Matrix;
  readonly priors: Priors;
  readonly seed: number;
}

/** A calibrated head with its none model. */
export interface FittedHead {
  /** Its scores are logits: probabilities are their softmax. */
  readonly head: LinearHead;
  readonly none: NoneModel;
  /** Weight of each row, whose sum per class follows the prior of the class. Absent if there are no rows. */
  readonly weights?: Float64Array;
  /** Held-out logits of the rows, or of a sample of them. Absent if there are none. */
  readonly heldOut?: HeldOutLogits;
  /** Accuracy of the held-out logits, 0 to 1. Absent if there are none. */
  readonly heldOutAccuracy?: number;
}

/** A logistic correction is tried from this number of rows and rows per class. If they are smaller, it may overfit. */
const minCorrectionRows = 50;
const minCorrectionRowsPerClass = 4;
/** A logistic correction is tried up to this number of scores, rows times classes. More scores take more time. */
const maxCorrectionScores = 4_000_000;
/**
 * Calibration weight of a row that the encoder was fine-tuned on. If it is larger, probabilities become overconfident; at
 * zero there might be no row left to calibrate on.
 */
const seenByEncoderWeight = 0.01;

/**
 * Fits a head on descriptions and rows: a discriminant of class means, a logistic correction if cross-validation shows a
 * clear gain, a temperature, class priors, and the none model. Without rows the descriptions alone make the head.
 */
export async function fitHead(input: HeadInput): Promise<FittedHead> {
  const means = classMeans(input.rows, input.classes.length);
  const prior = meanPrior(input.prompts, means);
  const shape = await promptShape(input.snippets, classMeans(input.snippets, input.classes.length).means);
  const logPriors = classPriors(input.priors, input.classes, input.observed ?? means.counts).map((p) =>
    Math.log(p * input.classes.length),
  );
  const metric = toMatrix(inverse(cholesky(shape)));
  const descriptions = await descriptionHead(input, prior, metric);
  if (input.rows.vectors.rows === 0) {
    return {
      head: calibrated(descriptions.head, descriptions.temperature, logPriors),
      none: await fitNone(prior.plain, metric, undefined, input.outOfScope),
    };
  }
  return fitWithRows(input, { means, prior, shape, metric, logPriors, descriptions });
}

/** What is computed before any calibration. */
interface Groundwork {
  readonly means: ClassMeans;
  readonly prior: MeanPrior;
  /** Covariance to expect within a class. */
  readonly shape: SymmetricMatrix;
  /** The inverse of the shape. */
  readonly metric: Matrix;
  readonly logPriors: Float64Array;
  readonly descriptions: DescriptionHead;
}

async function fitWithRows(input: HeadInput, ground: Groundwork): Promise<FittedHead> {
  const {
    rows,
    classes,
    seed,
    seenByEncoder,
    calibrationWeights = new Float64Array(rows.labels.length).fill(1),
  } = input;
  const { means, prior, shape } = ground;
  const weights = rowWeights(rows, means.counts, ground.logPriors);
  const evaluationWeights = calibrationWeights.map((value, i) =>
    seenByEncoder?.[i] ? value * seenByEncoderWeight : value,
  );
  const { covariance, divisor } = await withinCovariance(rows, means, shape);
  const inverseCovariance = toMatrix(inverse(cholesky(covariance)));
  const sample = sampleRows(rows.labels.length, classes.length, seed);
  const sampledRows = takeLabeled(rows, sample);
  const sampled = { labels: sampledRows.labels, weights: rescaled(takeValues(weights, sample)) };
  const expected = await expectedTemperature(input, ground.descriptions);
  const parts = { means, prior, inverseCovariance, divisor };
  const mixture = await weighDescriptions(await leaveOneOut(rows, parts, sample), sampled, expected);
  const temperature = fitTemperature(
    {
      ...sampled,
      scores: mixture.scores,
      weights: product(sampled.weights, takeValues(evaluationWeights, sample)),
    },
    expected(meanSpread(mixture.scores)),
  ).value;
  const withRows = { scores: mixture.scores, temperature };
  const logPriors = await compensatedPriors(
    { ...sampledRows, ...sampled },
    withRows,
    ground,
    input.prompts.known,
  );
  const mixed = await mixedDiscriminant(prior, means, inverseCovariance, mixture);
  const plain = calibrated(mixed.head, temperature, logPriors);
  const logits = toLogits(mixture.scores, temperature, logPriors);
  const logitsOfAll = async () => {
    const scores = await mixScores(await leaveOneOut(rows, parts), mixture.shares);
    return toLogits(scores, temperature, logPriors);
  };
  const correction = isWorthCorrecting(means.counts)
    ? await chooseCorrection({
        rows,
        weights: product(weights, calibrationWeights),
        evaluationWeights: product(weights, evaluationWeights),
        seenByEncoder,
        prior,
        shape,
        descriptionShares: mixture.shares,
        temperature,
        logPriors,
        logits: sample.length === rows.labels.length ? logits : await logitsOfAll(),
        seed,
      })
    : undefined;
  const heldOut = correction?.heldOut ?? unseenLogits({ rows: sample, logits }, seenByEncoder);
  const fitted = correction ? scaled(addHeads(plain, correction.head), correction.temperature) : plain;
  const promptRows = descriptionRowChoices.reduce<number>(
    (sum, choice, i) => sum + choice * mixture.shares[i],
    0,
  );
  return {
    head: enforceCorrections(fitted, rows, means.counts, mixed.means),
    none: await fitNone(
      mixed.means,
      ground.metric,
      { ...rowsOfOneLabel(rows), counts: means.counts, promptRows },
      input.outOfScope,
    ),
    weights: product(weights, calibrationWeights),
    ...(heldOut && { heldOut, heldOutAccuracy: heldOutAccuracyOf(heldOut, rows.labels, rows.weights) }),
  };
}

/** Returns log priors in which classes that lack rows are compensated for it: see missingRowPrior. */
async function compensatedPriors(
  rows: LabeledVectors & { readonly weights: Float64Array },
  withRows: TemperedScores,
  { prior, descriptions, logPriors }: Groundwork,
  prompted: readonly boolean[],
): Promise<Float64Array> {
  if (prior.lack.every((share) => share === 0)) return logPriors;
  const scores = await scoreVectors(descriptions.head, rows.vectors);
  const added = missingRowPrior(
    rows,
    withRows,
    { scores, temperature: descriptions.temperature },
    prior.lack,
    prompted,
  );
  return logPriors.map((value, c) => value + added[c]);
}

/**
 * Leaves out rows whose text, or a nearly equal one, also has another label: they are close to a class that is not their
 * label.
 */
function rowsOfOneLabel(rows: LabeledVectors): LabeledVectors {
  const several = new Set(groupsOfSeveral(rows).flat());
  if (several.size === 0) return rows;
  return takeLabeled(
    rows,
    Int32Array.from(rows.labels.keys()).filter((i) => !several.has(i)),
  );
}

function isWorthCorrecting(counts: Float64Array): boolean {
  const rows = sum(counts);
  const hasAllClasses = counts.every((count) => count > 0);
  const isSmall = rows * counts.length <= maxCorrectionScores;
  return (
    hasAllClasses && isSmall && rows >= Math.max(minCorrectionRowsPerClass * counts.length, minCorrectionRows)
  );
}
