import { fitChannelWeights, lossOfChannels } from "../calibration/channel-weights.ts";
import { throwIfCancelled } from "../errors.ts";
import type { DualFit, DualProblem } from "../head/dual-problem.ts";
import { fitDualSoftmax, startForMoreRows } from "../head/dual-softmax.ts";
import { scoreSparse } from "../head/sparse-softmax.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { logSumExp } from "../math/softmax.ts";
import { takeSparseRows } from "../math/sparse.ts";
import { compressWords, type WordModel } from "../trained-model/word-model.ts";
import type { GramKind } from "../words/grams.ts";
import { Vocabulary } from "../words/vocabulary.ts";
import type { HeldOutLogits } from "./held-out-logits.ts";
import { type Fold, rowFolds } from "./row-folds.ts";
import { takeValues } from "./row-weights.ts";

/** What a word model is fitted on. */
export interface WordsInput {
  /** Text of each row. */
  readonly texts: readonly string[];
  /** Class number of each row. */
  readonly labels: Int32Array;
  /** Number of classes. */
  readonly classes: number;
  /** Group of each row: rows of a group are held out together. Default: each row is a group. */
  readonly groups?: Int32Array;
  /** Weight of each row. */
  readonly weights: Float64Array;
  /** Held-out logits of the vectors' head. The words are evaluated on the same rows. */
  readonly heldOut: HeldOutLogits;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** A word model that helps, and what becomes of the vectors' head beside it. */
export interface FittedWords {
  readonly words: WordModel;
  /** The logits of the vectors' head are multiplied by it. */
  readonly vectorFactor: number;
  /** Held-out logits of both channels together. */
  readonly heldOut: HeldOutLogits;
}

/** L2 penalties that are tried; each fit starts from the result of the one before. More penalties take more time. */
const penalties = [0.3, 0.1, 0.03] as const;
/** Maximum duality gap of a fit, as a share of the loss. Smaller: more exact, which gains nothing on held-out rows. */
const tolerance = 0.05;

/** Words are tried from this number of rows and rows per class. If they are smaller, words may help by chance. */
const minRows = 50;
const minRowsPerClass = 4;

/** Maximum number of weights of a word model. More take more memory, about 30 bytes each while it is fitted. */
const maxWeights = 3_000_000;
const maxGrams = 100_000;
/** Maximum number of rows times classes; above it the words are left out. More take more memory, about 20 bytes each. */
const maxScores = 20_000_000;
/** Maximum number of entries of the features times classes; above it the words are left out. More take more time. */
const maxProducts = 1_500_000_000;
/** The same for character grams. Larger: more tasks have them, and take longer. */
const maxCharacterProducts = 60_000_000;
/** Maximum number of characters of all texts for character grams. Larger: they are used for longer texts too. */
const maxCharacters = 5_000_000;

/**
 * Fits a linear model on words and, for short texts, on character grams, and finds how much it should count beside the
 * vectors. It is cross-validated on the rows whose held-out logits are given: no row is scored by a model that has seen it
 * or a near duplicate.
 * @returns undefined if there are too few rows, if the task is too large, or if words do not clearly help
 * @throws CancelledError
 */
export async function fitWords(input: WordsInput): Promise<FittedWords | undefined> {
  const { texts, labels, classes, weights, signal } = input;
  if (!hasEnoughRows(labels, classes) || labels.length * classes > maxScores) return undefined;
  const folds = foldsOf(input);
  if (folds.length === 0) return undefined;
  const vocabulary = chooseVocabulary(texts, classes, ["form"]);
  const features = vocabulary.features(texts);
  if (features.values.length * classes > maxProducts) return undefined;
  const problem = { features, labels, classes, weights };
  const { rows: evaluated, scores, fit } = await heldOutScores(problem, folds, signal);
  const first = takeRows(input.heldOut.logits, placesOf(evaluated, input.heldOut.rows));
  const shared = {
    first,
    labels: evaluated.map((i) => labels[i]),
    weights: takeValues(weights, evaluated),
  };
  const candidates = scores.map((second) => {
    const channels = { ...shared, second };
    const factors = fitChannelWeights(channels);
    return { channels, factors, loss: lossOfChannels(channels, factors) };
  });
  const best = candidates.reduce((a, b, i) => (b.loss < candidates[a].loss ? i : a), 0);
  const { factors, channels } = candidates[best];
  if (factors.second === 0) return undefined;
  throwIfCancelled(signal);
  const start = startForMoreRows(fit, folds[folds.length - 1].train, problem);
  const { head } = fitDualSoftmax(problem, { penalty: penalties[best], tolerance, start });
  return {
    words: compressWords(vocabulary, head, factors.second),
    vectorFactor: factors.first,
    heldOut: { rows: evaluated, logits: mixed(first, factors.first, channels.second, factors.second) },
  };
}

function hasEnoughRows(labels: Int32Array, classes: number): boolean {
  const hasAllClasses = new Set(labels).size === classes;
  return hasAllClasses && labels.length >= Math.max(minRowsPerClass * classes, minRows);
}

/**
 * Chooses which grams count: of short texts also characters, and of many classes fewer grams.
 * @param others further kinds of grams. Default: none
 */
export function chooseVocabulary(
  texts: readonly string[],
  classes: number,
  others: readonly GramKind[] = [],
): Vocabulary {
  const characters = texts.reduce((sum, { length }) => sum + length, 0);
  // Three grams begin at most characters.
  const isShort = characters <= maxCharacters && 3 * characters * classes <= maxCharacterProducts;
  const kinds: readonly GramKind[] = ["words", ...(isShort ? (["characters"] as const) : []), ...others];
  const perKind = Math.min(maxGrams, Math.floor(maxWeights / kinds.length / classes));
  return Vocabulary.from(texts, { kinds, maxGrams: perKind });
}

/**
 * Returns folds that hold out the rows with held-out logits. If they are few of all rows, they are one fold; else they are
 * held out in several.
 */
function foldsOf({ labels, classes, seed, groups, heldOut }: WordsInput): Fold[] {
  const evaluated = new Set(heldOut.rows);
  if (evaluated.size <= labels.length / 3) {
    const groupOf = (i: number) => groups?.[i] ?? i;
    const held = new Set(Array.from(heldOut.rows, groupOf));
    return [
      {
        train: Int32Array.from([...labels.keys()].filter((i) => !held.has(groupOf(i)))),
        heldOut: heldOut.rows,
      },
    ];
  }
  return rowFolds(labels, classes, seed, groups)
    .map(({ train, heldOut }) => ({ train, heldOut: heldOut.filter((i) => evaluated.has(i)) }))
    .filter(({ heldOut }) => heldOut.length > 0);
}

/** Scores of words alone by fits without the scored rows. */
interface HeldOutScores {
  /** The numbers of the scored rows. */
  readonly rows: Int32Array;
  /** Their scores at each penalty: [rows, classes]. */
  readonly scores: readonly Matrix[];
  /** The best fit of the last fold. */
  readonly fit: DualFit;
}

async function heldOutScores(
  problem: DualProblem,
  folds: readonly Fold[],
  signal: AbortSignal | undefined,
): Promise<HeldOutScores> {
  const rows = Int32Array.from(folds.flatMap((fold) => [...fold.heldOut]));
  const scores = penalties.map(() => zeros(rows.length, problem.classes));
  let best: { readonly fit: DualFit; readonly loss: number } | undefined;
  let place = 0;
  for (const { train, heldOut } of folds) {
    const fold = takeProblemRows(problem, train);
    const evaluated = takeSparseRows(problem.features, heldOut);
    best = undefined;
    let fit: DualFit | undefined;
    for (const [p, penalty] of penalties.entries()) {
      // A pause lets other work of the process go on.
      await new Promise((resolve) => setImmediate(resolve));
      throwIfCancelled(signal);
      fit = fitDualSoftmax(fold, { penalty, tolerance, start: fit });
      const found = scoreSparse(fit.head, evaluated);
      scores[p].data.set(found.data, place * problem.classes);
      const loss = lossOf(found, problem, heldOut);
      if (best === undefined || loss < best.loss) best = { fit, loss };
    }
    place += heldOut.length;
  }
  return { rows, scores, fit: best!.fit };
}

function takeProblemRows({ features, labels, classes, weights }: DualProblem, rows: Int32Array): DualProblem {
  return {
    features: takeSparseRows(features, rows),
    labels: rows.map((i) => labels[i]),
    classes,
    weights: weights && takeValues(weights, rows),
  };
}

function lossOf(scores: Matrix, { labels, weights }: DualProblem, rows: Int32Array): number {
  return rows.reduce((sum, i, k) => {
    const row = rowOf(scores, k);
    return sum + (weights?.[i] ?? 1) * (logSumExp(row) - row[labels[i]]);
  }, 0);
}

/** Returns where each wanted number is in a list. */
function placesOf(wanted: Int32Array, list: Int32Array): Int32Array {
  const places = new Map(Array.from(list, (value, place) => [value, place]));
  return wanted.map((value) => places.get(value)!);
}

function mixed(a: Matrix, shareA: number, b: Matrix, shareB: number): Matrix {
  return { ...a, data: a.data.map((value, i) => shareA * value + shareB * b.data[i]) };
}
