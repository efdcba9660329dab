import { fitNone, type NoneModel } from "../calibration/none.ts";
import {
  accuracyOf,
  fitTemperature,
  meanSpread,
  promptSharpness,
  usualTemperature,
} from "../calibration/temperature.ts";
import { discriminant } from "../head/discriminant.ts";
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
import {
  type MeanPrior,
  meanPrior,
  type PromptMeans,
  posteriorMeans,
  promptScale,
} from "../head/mean-prior.ts";
import { promptShape, usualSpread, withinCovariance } from "../head/within-covariance.ts";
import { cholesky, inverse } from "../math/cholesky.ts";
import { type Matrix, takeRows } from "../math/matrix.ts";
import { createRandom } from "../math/random.ts";
import { type SymmetricMatrix, toMatrix } from "../math/symmetric.ts";
import { sum } from "../math/vector.ts";
import { chooseCorrection, toLogits } from "./choose-correction.ts";
import { classPriors, type Priors } from "./class-priors.ts";
import { handicap, type TemperedScores } from "./handicap.ts";
import { holdCorrections } from "./hold-corrections.ts";
import {
  mixHeads,
  mixMatrices,
  mixScores,
  type PromptWeight,
  promptRowChoices,
  weighPrompts,
} from "./prompt-weight.ts";

/** What a head is fitted on: numbers only, in projected space. */
export interface HeadInput {
  readonly classes: readonly string[];
  /** Pieces of prompts, not made unit: their class means are. */
  readonly pieces: LabeledVectors;
  readonly prompts: PromptMeans;
  /** Generated and real rows, unit vectors, one per text and label: see mergeNearDuplicates. */
  readonly rows: LabeledVectors;
  /** Number of rows per class before near duplicates were merged, for priors "observed". Default: as in `rows`. */
  readonly observed?: Float64Array;
  /**
   * How much each row counts for the temperature and the correction: 1 for real rows, and for all where it is left out.
   * Means, covariance and the prompts' weight take all rows alike.
   */
  readonly trust?: Float64Array;
  /** Of a tuned encoder, which rows it was tuned on: it tells those apart better than it will any other. */
  readonly tunedOn?: readonly boolean[];
  /** Texts that belong to none of the classes, unit vectors: [texts, dimensions]. */
  readonly outside?: Matrix;
  readonly priors: Priors;
  readonly seed: number;
}

export interface FittedHead {
  /** Its scores are logits: probabilities are their softmax. */
  readonly head: LinearHead;
  readonly none: NoneModel;
  readonly heldOutAccuracy?: number;
}

/** Rows that tell the prompts' weight and the temperature, at most; more rows or scores than that: a sample serves. */
const mostSampled = 2500;
const mostScores = 1_000_000;
const fewestSampled = 300;
/** A correction is tried from so many rows on, in all and a class, and up to so many scores. */
const correctionRows = 50;
const correctionRowsPerClass = 4;
const correctionScores = 4_000_000;
/** Rows over which the spread of the prompts' own scores is measured. */
const spreadRows = 2000;
/** What a row that the encoder was tuned on says of certainty, against one that it does not know. */
const tunedOnTrust = 0.01;

export async function fitHead(input: HeadInput): Promise<FittedHead> {
  const means = classMeans(input.rows, input.classes.length);
  const prior = meanPrior(input.prompts, means);
  const shape = await promptShape(input.pieces, classMeans(input.pieces, input.classes.length).means);
  const logPriors = classPriors(input.priors, input.classes, input.observed ?? means.counts).map((p) =>
    Math.log(p * input.classes.length),
  );
  const metric = toMatrix(inverse(cholesky(shape)));
  const promptHead = await headOfPrompts(prior, metric);
  const promptTemperature = temperatureOfPrompts(input);
  if (input.rows.vectors.rows === 0) {
    return {
      head: calibrated(promptHead, promptTemperature, logPriors),
      none: await fitNone(prior.plain, metric, undefined, input.outside),
    };
  }
  return fitWithRows(input, { means, prior, shape, metric, logPriors, promptHead, promptTemperature });
}

interface Groundwork {
  readonly means: ClassMeans;
  readonly prior: MeanPrior;
  readonly shape: SymmetricMatrix;
  /** The inverse of the shape. */
  readonly metric: Matrix;
  readonly logPriors: Float64Array;
  readonly promptHead: LinearHead;
  readonly promptTemperature: number;
}

async function fitWithRows(input: HeadInput, ground: Groundwork): Promise<FittedHead> {
  const { rows, classes, seed, tunedOn, trust = new Float64Array(rows.labels.length).fill(1) } = input;
  const { means, prior, shape } = ground;
  const weights = rowWeights(rows, means.counts, ground.logPriors);
  const judgingTrust = trust.map((value, i) => (tunedOn?.[i] ? value * tunedOnTrust : value));
  const { covariance, divisor } = await withinCovariance(rows, means, shape);
  const inverseCovariance = toMatrix(inverse(cholesky(covariance)));
  const part = sampleRows(rows.labels.length, classes.length, seed);
  const judgedRows = takeLabeled(rows, part);
  const judged = { labels: judgedRows.labels, weights: rescaled(takeValues(weights, part)) };
  const expected = await expectedTemperature(input, ground);
  const parts = { means, prior, inverseCovariance, divisor };
  const prompt = await weighPrompts(await leaveOneOut(rows, parts, part), judged, expected);
  const temperature = fitTemperature(
    {
      ...judged,
      scores: prompt.scores,
      weights: trusted(judged.weights, takeValues(judgingTrust, part)),
    },
    expected(meanSpread(prompt.scores)),
  ).value;
  const withRows = { scores: prompt.scores, temperature };
  const logPriors = await levelPriors({ ...judgedRows, ...judged }, withRows, ground, input.prompts.known);
  const mixed = await mixedDiscriminant(prior, means, inverseCovariance, prompt);
  const plain = calibrated(mixed.head, temperature, logPriors);
  const logits = toLogits(prompt.scores, temperature, logPriors);
  const logitsOfAll = async () => {
    const scores = await mixScores(await leaveOneOut(rows, parts), prompt.shares);
    return toLogits(scores, temperature, logPriors);
  };
  const correction = isWorthCorrecting(means.counts)
    ? await chooseCorrection({
        rows,
        weights: trusted(weights, trust),
        judgingWeights: trusted(weights, judgingTrust),
        tunedOn,
        prior,
        shape,
        promptShares: prompt.shares,
        temperature,
        logPriors,
        logits: part.length === rows.labels.length ? logits : await logitsOfAll(),
        seed,
      })
    : undefined;
  const fitted = correction ? scaled(addHeads(plain, correction.head), correction.temperature) : plain;
  const promptRows = promptRowChoices.reduce<number>((sum, choice, i) => sum + choice * prompt.shares[i], 0);
  return {
    head: holdCorrections(fitted, rows, means.counts, mixed.means),
    none: await fitNone(
      mixed.means,
      ground.metric,
      { ...rowsOfOneLabel(rows), counts: means.counts, promptRows },
      input.outside,
    ),
    heldOutAccuracy: correction?.heldOutAccuracy ?? accuracyOfUnknown(judgedRows, logits, part, tunedOn),
  };
}

/** The accuracy on rows that the encoder was not tuned on: it has learnt the labels of the others. */
function accuracyOfUnknown(
  { labels, weights }: LabeledVectors,
  scores: Matrix,
  part: Int32Array,
  tunedOn: readonly boolean[] | undefined,
): number | undefined {
  const unknown = Int32Array.from(part.keys()).filter((i) => !tunedOn?.[part[i]]);
  if (unknown.length === 0) return undefined;
  const judged = { labels: unknown.map((i) => labels[i]), scores: takeRows(scores, unknown) };
  return accuracyOf(judged, weights && takeValues(weights, unknown));
}

/** Log priors, with what classes that lack rows are given beside those that have some. */
async function levelPriors(
  rows: LabeledVectors & { readonly weights: Float64Array },
  withRows: TemperedScores,
  { prior, promptHead, promptTemperature, logPriors }: Groundwork,
  prompted: readonly boolean[],
): Promise<Float64Array> {
  if (prior.lack.every((share) => share === 0)) return logPriors;
  const scores = await scoreVectors(promptHead, rows.vectors);
  const added = handicap(rows, withRows, { scores, temperature: promptTemperature }, prior.lack, prompted);
  return logPriors.map((value, c) => value + added[c]);
}

/** The discriminant that the prompts alone give, in the usual spread of texts. */
function headOfPrompts(prior: MeanPrior, metric: Matrix): Promise<LinearHead> {
  const scale = metric.rows / usualSpread;
  return discriminant(prior.plain, { ...metric, data: metric.data.map((value) => value * scale) });
}

function temperatureOfPrompts({ pieces, prompts, classes }: HeadInput): number {
  const prompted = Math.max(prompts.known.filter(Boolean).length, 1);
  const sharpness = promptSharpness(classes.length, Math.max(pieces.vectors.rows / prompted, 1));
  return (promptScale * pieces.vectors.columns) / usualSpread / sharpness;
}

/**
 * By how much more than others a tuned encoder's scores are to be softened: over four and eight rows a class and generated
 * examples of five public sets, train sides, the best temperature was about 3.8 times that expected for two or three
 * classes, 3.2 for four and 2 for six.
 */
function tunedSoftening(classes: number): number {
  return Math.max(6 * classes ** -0.6, 1.4);
}

/** The temperature to expect from the spread of scores: as sharp as the prompts' own scores of the same rows would be. */
async function expectedTemperature(
  input: HeadInput,
  ground: Groundwork,
): Promise<(spread: number) => number> {
  const softening = input.tunedOn ? tunedSoftening(input.classes.length) : 1;
  // The scores of a single prompt are alike for every class: they tell no spread.
  const prompted = input.prompts.known.filter(Boolean).length;
  if (prompted < 2) return (spread) => softening * usualTemperature(input.classes.length, spread);
  const some = Int32Array.from({ length: Math.min(spreadRows, input.rows.vectors.rows) }, (_, i) => i);
  const ownSpread = meanSpread(await scoreVectors(ground.promptHead, takeRows(input.rows.vectors, some)));
  return (spread) => (softening * ground.promptTemperature * spread) / ownSpread + 1e-9;
}

async function mixedDiscriminant(
  prior: MeanPrior,
  means: ClassMeans,
  inverseCovariance: Matrix,
  { shares }: PromptWeight,
): Promise<{ readonly head: LinearHead; readonly means: Matrix }> {
  const choices = promptRowChoices.map((promptRows) => posteriorMeans(prior, means, promptRows).means);
  const heads: LinearHead[] = [];
  for (const choice of choices) heads.push(await discriminant(choice, inverseCovariance));
  return { head: mixHeads(heads, shares), means: mixMatrices(choices, shares) };
}

/** Returns weights by which every class counts as its prior says, however many rows it has; they average to 1. */
function rowWeights(
  { labels, weights }: LabeledVectors,
  counts: Float64Array,
  logPriors: Float64Array,
): Float64Array {
  return rescaled(
    Float64Array.from(
      labels,
      (label, i) => ((weights?.[i] ?? 1) * Math.exp(logPriors[label])) / counts[label],
    ),
  );
}

/** Leaves out the rows of groups with several labels: such a row is close to a class that it is not labeled with. */
function rowsOfOneLabel(rows: LabeledVectors): LabeledVectors {
  const several = new Set(groupsOfSeveral(rows).flat());
  if (several.size === 0) return rows;
  return takeLabeled(
    rows,
    Int32Array.from(rows.labels.keys()).filter((i) => !several.has(i)),
  );
}

function trusted(weights: Float64Array, trust: Float64Array): Float64Array {
  return weights.map((weight, i) => weight * trust[i]);
}

function takeValues(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (i) => values[i]);
}

function rescaled(weights: Float64Array): Float64Array {
  const total = sum(weights);
  return weights.map((weight) => (weight * weights.length) / total);
}

function sampleRows(rows: number, classes: number, seed: number): Int32Array {
  const all = Array.from({ length: rows }, (_, i) => i);
  const most = Math.min(Math.max(Math.floor(mostScores / classes), fewestSampled), mostSampled);
  if (rows <= most) return Int32Array.from(all);
  return Int32Array.from(createRandom(seed).sampleWithoutReplacement(all, most)).sort();
}

function isWorthCorrecting(counts: Float64Array): boolean {
  const rows = sum(counts);
  const isSeen = counts.every((count) => count > 0);
  const isSmall = rows * counts.length <= correctionScores;
  return isSeen && isSmall && rows >= Math.max(correctionRowsPerClass * counts.length, correctionRows);
}

/** scores / T + log prior, as a head. */
function calibrated(head: LinearHead, temperature: number, logPriors: Float64Array): LinearHead {
  const { weights, bias } = scaled(head, temperature);
  return { weights, bias: bias.map((value, c) => value + logPriors[c]) };
}

function scaled({ weights, bias }: LinearHead, temperature: number): LinearHead {
  return {
    weights: { ...weights, data: weights.data.map((value) => value / temperature) },
    bias: bias.map((value) => value / temperature),
  };
}
