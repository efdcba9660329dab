import {
  calibratedProbabilities,
  calibrateLabels,
  type LabelCalibration,
} from "../../calibration/label-calibration.ts";
import { labelEvidence } from "../../calibration/label-evidence.ts";
import { fitThresholds, usualThreshold } from "../../calibration/label-thresholds.ts";
import { throwIfCancelled } from "../../errors.ts";
import { evaluateLabelSets } from "../../evaluation/label-sets/evaluate-label-sets.ts";
import type { LinearHead } from "../../head/linear-head.ts";
import { type PileVectors, projectPiles } from "../../head/pile-vectors.ts";
import { normalizeRows, project } from "../../head/projection.ts";
import { sentenceDiscount } from "../../head/sentence-scores.ts";
import { type Matrix, rowOf, rowRange, takeRows } from "../../math/matrix.ts";
import { addScaled } from "../../math/vector.ts";
import type { Example, NoneExample } from "../../task/task.ts";
import type { Fit, FitReport } from "../../trained-model/fit.ts";
import { sentencesOf } from "../../trained-model/label-sets/sentences.ts";
import { bytesOfWords, compressWords, type WordModel } from "../../trained-model/word-model.ts";
import type { PilesInput } from "../fit-piles.ts";
import { inFixedOrder } from "../fixed-order.ts";
import { allRowFolds } from "../row-folds.ts";
import { languageWarnings, trainingWarnings } from "../warnings.ts";
import { fitLabelVectors, type LabelVectorsFit, type RowSentences } from "./fit-label-vectors.ts";
import { fitLabelWords, type LabelWordsFit } from "./fit-label-words.ts";
import { type LabelSetRows, labelSetRows, rarestLabels, rowsToCalibrateOn } from "./label-set-rows.ts";
import { doSentencesHelp, rowsWithSentences } from "./sentence-evidence.ts";

/** What training with several labels per text takes. A text has the labels of all its examples. */
export type LabelSetsInput = Pick<
  PilesInput,
  | "classes"
  | "snippets"
  | "examples"
  | "noneExamples"
  | "encoder"
  | "words"
  | "seed"
  | "onProgress"
  | "signal"
> & {
  /** The examples that the encoder was fine-tuned on. Default: the encoder was not fine-tuned. */
  readonly seenByEncoder?: ReadonlySet<Example | NoneExample>;
};

/**
 * Embeds the piles and fits one calibrated logistic regression per label, with a threshold each. The same input and seed give
 * the same fit.
 *
 * The scores of the descriptions are corrected by the rows, then by the words of the rows. A text has the labels of its
 * sentences too, unless held-out rows speak against it. The calibration and the thresholds are fitted on held-out scores; if
 * the encoder is fine-tuned, on those of texts that it has not seen.
 * @throws CancelledError
 */
export async function fitLabelSets(input: LabelSetsInput): Promise<Fit> {
  const { onProgress, signal, seed } = input;
  const names = input.classes.map(({ name }) => name);
  const rows = labelSetRows(
    names,
    inFixedOrder(input.examples),
    inFixedOrder(input.noneExamples),
    input.seenByEncoder,
  );
  const piles = await embedPiles(input, rows);
  onProgress?.({ stage: "fit", done: 0, total: 1, unit: "steps" });
  const folds = allRowFolds(rarestLabels(rows), names.length + 1, seed, rows.groups);
  const { truths, isComplete, texts } = rows;
  const known = rowsToCalibrateOn(rows);
  const read = rowsWithSentences(known);
  const sentences = await embedSentences(input, rows, read, piles.center);
  const { prompts } = piles;
  const vectors = await fitLabelVectors({
    ...{ prompts, vectors: piles.rows.vectors, truths, isComplete, folds, sentences },
  });
  throwIfCancelled(signal);
  const words =
    input.words === false
      ? undefined
      : await fitLabelWords({ ...vectors, truths, texts, evaluated: known, folds, signal });
  throwIfCancelled(signal);
  const whole = (words ?? vectors).heldOut;
  const raised = raisedBy(vectors, whole);
  const scoresOf = (logits: Matrix, of: Int32Array) => ({
    logits: takeRows(logits, of),
    truths: takeRows(truths, of),
  });
  const readsSentences = await doSentencesHelp(scoresOf(whole, read), scoresOf(raised, read));
  const evaluated = readsSentences ? read : known;
  const scores = scoresOf(readsSentences ? raised : whole, evaluated);
  const calibration = await calibrateLabels(scores);
  const { head, wordModel, shares } = calibratedParts(vectors, words, calibration);
  const probabilities = calibratedProbabilities(scores.logits, calibration);
  const hasRows = evaluated.length > 0;
  const thresholds = hasRows
    ? fitThresholds(probabilities, scores.truths)
    : new Float32Array(names.length).fill(usualThreshold);
  onProgress?.({ stage: "fit", done: 1, total: 1, unit: "steps" });
  return {
    classes: names,
    center: piles.center,
    head,
    ...(wordModel && { words: wordModel }),
    labelSets: {
      competition: { ...vectors.competition, shares },
      ...(readsSentences && {
        sentenceDiscounts: Float32Array.from(calibration.slopes, (slope) => slope * sentenceDiscount),
      }),
      thresholds,
      ...(hasRows && { evidence: labelEvidence(probabilities, scores.truths, seed) }),
    },
    report: {
      ...(await reportOf(input, rows, piles, evaluated.length)),
      ...(wordModel && { words: { grams: wordModel.vocabulary.size, bytes: bytesOfWords(wordModel) } }),
      labelSets: {
        texts: texts.length,
        readsSentences,
        withoutLabels: texts.filter((_, i) => rowOf(truths, i).every((value) => value === 0)).length,
        ...(hasRows && { heldOut: heldOutFigures(names, probabilities, scores.truths, thresholds) }),
      },
    },
  };
}

/** Embeds the snippets and the texts of rows, and projects their vectors. */
export async function embedPiles(
  { classes, snippets, encoder, onProgress, signal }: LabelSetsInput,
  { texts }: LabelSetRows,
): Promise<PileVectors> {
  const all = [...snippets.map(({ text }) => text), ...texts];
  const vectors = await encoder.embed(all, { onProgress, signal });
  throwIfCancelled(signal);
  const numbers = new Map(classes.map(({ name }, c) => [name, c]));
  const labels = Int32Array.from(snippets, ({ label }) => numbers.get(label)!);
  return projectPiles(
    { vectors: rowRange(vectors, 0, snippets.length), labels },
    // The labels of the rows are a matrix; these numbers are not used.
    { vectors: rowRange(vectors, snippets.length, all.length), labels: new Int32Array(texts.length) },
    classes.length,
    encoder.background,
  );
}

/** Embeds the sentences of the given rows; the other rows have none. */
async function embedSentences(
  { encoder, signal }: LabelSetsInput,
  { texts }: LabelSetRows,
  read: Int32Array,
  center: Float32Array,
): Promise<RowSentences> {
  const isRead = new Set(read);
  const sentences = sentencesOf(texts.map((text, i) => (isRead.has(i) ? text : "")));
  const vectors = await encoder.embed(sentences.texts, { signal });
  throwIfCancelled(signal);
  const projected = await project(vectors, { center, whitener: encoder.background?.whitener });
  return { vectors: normalizeRows(projected), starts: sentences.starts };
}

/** Returns the logits of whole texts, raised to their sentences. */
function raisedBy({ raises }: LabelVectorsFit, whole: Matrix): Matrix {
  const raised = { ...whole, data: whole.data.slice() };
  addScaled(raised.data, raises.data);
  return raised;
}

/** Returns head, word model and shares of the competition whose logits are the calibrated ones. */
function calibratedParts(
  { head, competition }: LabelVectorsFit,
  words: LabelWordsFit | undefined,
  { slopes, biases }: LabelCalibration,
): { readonly head: LinearHead; readonly wordModel?: WordModel; readonly shares: Float32Array } {
  const { weights, bias } = head;
  const shares = competition.shares.map((share, c) => slopes[c] * share);
  const scaledHead = {
    weights: scaledBy(weights, (at) => slopes[Math.floor(at / weights.columns)]),
    bias: bias.map((value, c) => slopes[c] * value + biases[c]),
  };
  if (words === undefined) return { head: scaledHead, shares };
  const scaledWords = {
    weights: scaledBy(words.head.weights, (at) => slopes[at % slopes.length]),
    bias: words.head.bias.map((value, c) => slopes[c] * value),
  };
  return { head: scaledHead, wordModel: compressWords(words.vocabulary, scaledWords, 1), shares };
}

function scaledBy(matrix: Matrix, factorOf: (at: number) => number): Matrix {
  return { ...matrix, data: matrix.data.map((value, at) => value * factorOf(at)) };
}

async function reportOf(
  { classes, snippets, examples, encoder }: LabelSetsInput,
  { truths }: LabelSetRows,
  { prompts }: PileVectors,
  evaluated: number,
): Promise<FitReport> {
  const counts = new Float64Array(classes.length);
  for (let at = 0; at < truths.data.length; at++) counts[at % classes.length] += truths.data[at];
  return {
    classes: classes.length,
    pieces: snippets.length,
    generated: examples.filter(({ origin }) => origin === "generated").length,
    real: examples.filter(({ origin }) => origin === "real").length,
    calibratedOn: evaluated === 0 ? { basis: "rule" } : { basis: "held-out rows", rows: evaluated },
    warnings: [
      ...languageWarnings(encoder, { snippets, examples }),
      ...(await trainingWarnings(classes, prompts, counts)),
    ],
  };
}

function heldOutFigures(
  names: readonly string[],
  probabilities: Matrix,
  truths: Matrix,
  thresholds: Float32Array,
): { readonly microF1: number; readonly macroF1: number } {
  const namesWhere = (row: Float32Array, isThere: (value: number, c: number) => boolean) =>
    names.filter((_, c) => isThere(row[c], c));
  const rows = Array.from({ length: truths.rows }, (_, i) => i);
  const { microF1, macroF1 } = evaluateLabelSets(
    rows.map((i) => namesWhere(rowOf(truths, i), (value) => value === 1)),
    rows.map((i) => ({ labels: namesWhere(rowOf(probabilities, i), (value, c) => value >= thresholds[c]) })),
    { resamples: 0, maxWrongAnswers: 0 },
  );
  return { microF1, macroF1 };
}
