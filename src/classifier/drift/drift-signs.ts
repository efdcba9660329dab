import { type Matrix, rowOf, zeros } from "../../math/matrix.ts";
import { createRandom } from "../../math/random.ts";
import { sum } from "../../math/vector.ts";
import { multiply } from "../../onnx/product.ts";
import { tokensOf } from "../../words/tokens.ts";
import type { ClassShift, DriftSign, NewWord } from "./drift.ts";
import { drawRelabelings, type JointPValues, jointPValues } from "./permutation-test.ts";

/** Texts of the reference and of the stream, with what the classifier says about them, in one order. */
export interface PooledTexts {
  readonly texts: readonly string[];
  readonly isStream: readonly boolean[];
  /** Projected unit vectors: [texts, dimensions]. */
  readonly vectors: Matrix;
  readonly classes: readonly string[];
  /** Number of the most probable class of each text, its probability, and P(none), all of fits without the text. */
  readonly predicted: Int32Array;
  readonly probability: Float64Array;
  readonly none: Float64Array;
  /** Number of the fit that answered each text. Only texts with the same number are exchanged. Default: one fit answered all. */
  readonly fitOf?: Int32Array;
}

/** The signs of a change, and what is behind them. */
export interface FoundSigns {
  readonly signs: readonly DriftSign[];
  readonly pValue: number;
  readonly classes: readonly ClassShift[];
  readonly newWords: readonly NewWord[];
}

/** A text counts as out of scope from this P(none) on. */
const outOfScopeFrom = 0.5;
const shownClasses = 10;
const shownWords = 20;

/**
 * Compares the stream with the reference by permutation tests. The texts of each predicted class are compared with one
 * another, so that a change of how common the classes are is no change of the texts; it has a sign of its own. Texts are
 * exchanged only with texts that the same fit answered and that it has not seen. Without a change these are alike
 * in distribution, so the tests are exact.
 */
export async function driftSigns(pooled: PooledTexts, seed: number): Promise<FoundSigns> {
  const { isStream, predicted, fitOf = new Int32Array(isStream.length) } = pooled;
  const random = createRandom(seed);
  const classInFit = predicted.map((label, i) => fitOf[i] * pooled.classes.length + label);
  const within = drawRelabelings(isStream, classInFit, random);
  const across = drawRelabelings(isStream, fitOf, random);
  const means = await meanDifferences(pooled, within);
  const words = newWordCounts(pooled.texts, within);
  const shares = await classDifferences(pooled, across);
  const statistics = [means.none, means.probability, means.distance, words.counts, shares.chiSquare];
  const joint = jointPValues(statistics);
  const { classes, largest } = classShifts(pooled);
  return {
    signs: describeSigns(pooled, joint, { means, words, expectedShift: shares.expected, largest }),
    pValue: joint.overall,
    classes,
    newWords: words.found,
  };
}

interface MeanDifferences {
  /** Of each relabeling, with values that are larger the more the stream differs: [relabelings]. */
  readonly none: Float64Array;
  readonly probability: Float64Array;
  readonly distance: Float64Array;
}

/**
 * Returns how much the means of the stream differ from those of the reference, under each relabeling, after subtraction of
 * the mean difference of all relabelings: that part is due to how common the classes are.
 */
async function meanDifferences(
  { vectors, none, probability, isStream }: PooledTexts,
  labels: Matrix,
): Promise<MeanDifferences> {
  const { columns: dimensions, rows } = vectors;
  const values = zeros(rows, dimensions + 2);
  for (let i = 0; i < rows; i++) {
    const row = rowOf(values, i);
    row.set(rowOf(vectors, i));
    row[dimensions] = none[i];
    row[dimensions + 1] = probability[i];
  }
  const sums = await multiply(labels, values);
  const center = centerOf(sums);
  // The difference of the means is this factor times the sum of the stream, plus a constant.
  const stream = isStream.filter(Boolean).length;
  const factor = 1 / stream + 1 / (rows - stream);
  const deviation = (draw: number, column: number) => factor * (rowOf(sums, draw)[column] - center[column]);
  const each = (of: (draw: number) => number) =>
    Float64Array.from({ length: labels.rows }, (_, draw) => of(draw));
  return {
    none: each((draw) => deviation(draw, dimensions)),
    probability: each((draw) => Math.abs(deviation(draw, dimensions + 1))),
    distance: each((draw) => {
      let squares = 0;
      for (let j = 0; j < dimensions; j++) squares += deviation(draw, j) ** 2;
      return Math.sqrt(squares);
    }),
  };
}

function centerOf({ rows, columns, data }: Matrix): Float64Array {
  const center = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) center[i % columns] += data[i] / rows;
  return center;
}

interface NewWordCounts {
  /** Occurrences of words that are in at least two texts and only in the stream: [relabelings]. */
  readonly counts: Float64Array;
  readonly found: NewWord[];
}

function newWordCounts(texts: readonly string[], labels: Matrix): NewWordCounts {
  const numbers = new Map<string, number>();
  const wordsOf = texts.map((text) =>
    Array.from(new Set(tokensOf(text)), (word) => {
      if (!numbers.has(word)) numbers.set(word, numbers.size);
      return numbers.get(word)!;
    }),
  );
  const all = new Int32Array(numbers.size);
  for (const words of wordsOf) for (const word of words) all[word]++;
  const repeated = wordsOf.map((words) => Int32Array.from(words.filter((word) => all[word] > 1)));
  const counts = new Float64Array(labels.rows);
  let found: NewWord[] = [];
  const ofStream = new Int32Array(numbers.size);
  for (let draw = 0; draw < labels.rows; draw++) {
    ofStream.fill(0);
    const row = rowOf(labels, draw);
    for (const [i, words] of repeated.entries()) if (row[i] === 1) for (const word of words) ofStream[word]++;
    const isNew = (word: number) => all[word] > 1 && ofStream[word] === all[word];
    for (let word = 0; word < all.length; word++) if (isNew(word)) counts[draw] += all[word];
    if (draw === 0) {
      found = [...numbers]
        .filter(([, word]) => isNew(word))
        .map(([word, number]) => ({ word, texts: all[number] }))
        .sort((a, b) => b.texts - a.texts || (a.word < b.word ? -1 : 1))
        .slice(0, shownWords);
    }
  }
  return { counts, found };
}

/** Returns the chi-square distance of the class shares under each relabeling, and the mean largest difference of a share. */
async function classDifferences(
  { predicted, classes, isStream }: PooledTexts,
  labels: Matrix,
): Promise<{ readonly chiSquare: Float64Array; readonly expected: number }> {
  const rows = predicted.length;
  const oneHot = zeros(rows, classes.length);
  for (const [i, label] of predicted.entries()) rowOf(oneHot, i)[label] = 1;
  const all = new Float64Array(classes.length);
  for (const label of predicted) all[label]++;
  const sums = await multiply(labels, oneHot);
  const stream = isStream.filter(Boolean).length;
  const difference = (draw: number, c: number) => {
    const inStream = rowOf(sums, draw)[c];
    return inStream / stream - (all[c] - inStream) / (rows - stream);
  };
  const present = [...all.keys()].filter((c) => all[c] > 0);
  const draws = Array.from({ length: labels.rows }, (_, draw) => draw);
  const largest = draws.map((draw) => Math.max(...present.map((c) => Math.abs(difference(draw, c)))));
  return {
    chiSquare: Float64Array.from(draws, (draw) =>
      present.reduce((total, c) => total + difference(draw, c) ** 2 / all[c], 0),
    ),
    expected: sum(largest) / largest.length,
  };
}

function classShifts({ predicted, classes, isStream }: PooledTexts) {
  const counts = [new Float64Array(classes.length), new Float64Array(classes.length)];
  for (const [i, label] of predicted.entries()) counts[isStream[i] ? 1 : 0][label]++;
  const [before, now] = counts.map((each) => each.map((count) => count / sum(each)));
  const shifts = classes.map((label, c) => ({ label, expected: before[c], found: now[c] }));
  const change = ({ expected, found }: ClassShift) => Math.abs(found - expected);
  const sorted = shifts.filter((each) => change(each) > 0).sort((a, b) => change(b) - change(a));
  return { classes: sorted.slice(0, shownClasses), largest: sorted.length > 0 ? change(sorted[0]) : 0 };
}

interface Measured {
  readonly means: MeanDifferences;
  readonly words: NewWordCounts;
  /** Mean largest difference of a class share without a change, and the largest one that was found. */
  readonly expectedShift: number;
  readonly largest: number;
}

function describeSigns(
  { none, probability, isStream }: PooledTexts,
  { adjusted }: JointPValues,
  { means, words, expectedShift, largest }: Measured,
): DriftSign[] {
  const ofGroup = (stream: boolean, value: (i: number) => number) => {
    const some = [...isStream.keys()].filter((i) => isStream[i] === stream);
    return some.reduce((total, i) => total + value(i), 0) / some.length;
  };
  const isOutside = (i: number) => (none[i] >= outOfScopeFrom ? 1 : 0);
  const stream = isStream.filter(Boolean).length;
  const meanOf = (values: Float64Array) => sum(values) / values.length;
  return [
    {
      kind: "none",
      expected: ofGroup(false, isOutside),
      found: ofGroup(true, isOutside),
      pValue: adjusted[0],
    },
    {
      kind: "probability",
      expected: ofGroup(false, (i) => probability[i]),
      found: ofGroup(true, (i) => probability[i]),
      pValue: adjusted[1],
    },
    { kind: "distance", expected: meanOf(means.distance), found: means.distance[0], pValue: adjusted[2] },
    {
      kind: "words",
      expected: (100 * meanOf(words.counts)) / stream,
      found: (100 * words.counts[0]) / stream,
      pValue: adjusted[3],
    },
    { kind: "classes", expected: expectedShift, found: largest, pValue: adjusted[4] },
  ];
}
