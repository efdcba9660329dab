import { fitChannelWeights, lossOfChannels } from "../calibration/channel-weights.ts";
import { throwIfCancelled } from "../errors.ts";
import { fitSparseSoftmax, type SparseHead, scoreSparse } from "../head/sparse-softmax.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { type SparseMatrix, takeSparseRows } from "../math/sparse.ts";
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
const penalties = [0.3, 0.08, 0.02] as const;
/** L-BFGS steps of the first fit, and of the fits that start from another. More steps are more exact and take more time. */
const firstSteps = 20;
const laterSteps = 10;

/** Words are tried from this number of rows and rows per class. If they are smaller, words may help by chance. */
const minRows = 50;
const minRowsPerClass = 4;

/** Maximum number of weights of a word model. More take more memory, about 150 bytes each while it is fitted. */
const maxWeights = 3_000_000;
const maxGrams = 100_000;
/**
 * Maximum number of products per step, entries of the features times classes: above it the words are left out, and
 * above the smaller limit the character grams. Larger: more tasks have them, and some take minutes.
 */
export const maxProducts = 400_000_000;
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
  if (!hasEnoughRows(labels, classes) || labels.length * classes > maxProducts) return undefined;
  const folds = foldsOf(input);
  if (folds.length === 0) return undefined;
  const vocabulary = chooseVocabulary(texts, classes);
  const features = vocabulary.features(texts);
  if (features.values.length * classes > maxProducts) return undefined;
  const problem = { features, targets: labels, classes, weights };
  const { scores, heads } = await heldOutScores(problem, folds, signal);
  const evaluated = Int32Array.from(folds.flatMap((fold) => [...fold.heldOut]));
  const first = takeRows(input.heldOut.logits, placesOf(evaluated, input.heldOut.rows));
  const shared = {
    first,
    labels: evaluated.map((i) => labels[i]),
    weights: takeValues(weights, evaluated),
  };
  const candidates = scores.map((each) => {
    const channels = { ...shared, second: takeRows(each, evaluated) };
    const factors = fitChannelWeights(channels);
    return { channels, factors, loss: lossOfChannels(channels, factors) };
  });
  const best = candidates.reduce((a, b, i) => (b.loss < candidates[a].loss ? i : a), 0);
  const { factors, channels } = candidates[best];
  if (factors.second === 0) return undefined;
  throwIfCancelled(signal);
  const options = { penalty: penalties[best], steps: laterSteps, start: heads[best] };
  const head = await fitSparseSoftmax(problem, options);
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

/** Chooses which grams count: of short texts also characters, and of many classes fewer grams. */
export function chooseVocabulary(texts: readonly string[], classes: number): Vocabulary {
  const characters = texts.reduce((sum, { length }) => sum + length, 0);
  // Three grams begin at most characters.
  const isShort = characters <= maxCharacters && 3 * characters * classes <= maxCharacterProducts;
  const kinds: readonly GramKind[] = isShort ? ["words", "characters"] : ["words"];
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

/** Returns the scores of the held-out rows at each penalty, [rows, classes], and the heads of the last fold. */
async function heldOutScores(
  { features, targets, classes, weights }: Problem,
  folds: readonly Fold[],
  signal: AbortSignal | undefined,
): Promise<{ readonly scores: Matrix[]; readonly heads: SparseHead[] }> {
  const scores = penalties.map(() => zeros(targets.length, classes));
  const heads: SparseHead[] = [];
  for (const { train, heldOut } of folds) {
    const problem = {
      features: takeSparseRows(features, train),
      targets: train.map((i) => targets[i]),
      classes,
      weights: takeValues(weights, train),
    };
    const evaluated = takeSparseRows(features, heldOut);
    let start: SparseHead | undefined;
    for (const [p, penalty] of penalties.entries()) {
      throwIfCancelled(signal);
      const steps = start === undefined ? firstSteps : laterSteps;
      start = await fitSparseSoftmax(problem, { penalty, steps, start });
      heads[p] = start;
      const found = scoreSparse(start, evaluated);
      for (const [k, i] of heldOut.entries()) rowOf(scores[p], i).set(rowOf(found, k));
    }
  }
  return { scores, heads };
}

interface Problem {
  readonly features: SparseMatrix;
  readonly targets: Int32Array;
  readonly classes: number;
  readonly weights: Float64Array;
}

/** Returns where each wanted number is in a list. */
function placesOf(wanted: Int32Array, list: Int32Array): Int32Array {
  const places = new Map(Array.from(list, (value, place) => [value, place]));
  return wanted.map((value) => places.get(value)!);
}

function mixed(a: Matrix, shareA: number, b: Matrix, shareB: number): Matrix {
  return { ...a, data: a.data.map((value, i) => shareA * value + shareB * b.data[i]) };
}
