import { throwIfCancelled } from "../errors.ts";
import { kernelRidgeScores } from "../head/kernel-ridge.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import type { Random } from "../math/random.ts";
import type { SparseMatrix } from "../math/sparse.ts";
import { multiply } from "../onnx/product.ts";
import { chooseVocabulary } from "./fit-words.ts";

/** Labeled rows that a second opinion is wanted on. */
export interface KernelInput {
  readonly texts: readonly string[];
  /** Unit vectors in projected space: [rows, dimensions]. */
  readonly vectors: Matrix;
  readonly labels: Int32Array;
  readonly classes: number;
  /** The fold that holds each row out, and the group of nearly equal texts of each row. */
  readonly foldOf: Int32Array;
  readonly groups: Int32Array;
  /** Numbers of rows that other rows are not compared with. */
  readonly leaveOut: ReadonlySet<number>;
  readonly random: Random;
  readonly signal?: AbortSignal;
}

/** What similar texts say about each row. */
export interface KernelOpinion {
  /** Scores by fits without the row, about 0 to 10: [rows, classes]. */
  readonly scores: Matrix;
  /** Share of the most similar texts that have each label: [rows, classes]. */
  readonly neighborLabels: Matrix;
}

/** Rows are compared with at most this number of rows. Larger: better scores; time and memory grow with it. */
const maxBlock = 2500;
/** More classes take too long. */
const maxClasses = 300;
/** Weight of the words beside the vectors, and the penalty of the fit. Chosen on four public sets (bench/audit). */
const wordWeight = 0.5;
const penalty = 0.3;
/** Number of similar texts whose labels are compared. */
const neighbors = 20;
/** Scores of the fit are 0 to 1; logits differ by about ten. */
const scoreScale = 10;

/**
 * Predicts rows by their similarity to others, in vectors and in words together. It is no linear function of either, so it
 * errs otherwise than the head. Many rows are compared in random blocks.
 * @returns undefined for more than 300 classes
 * @throws CancelledError
 */
export async function kernelOpinion(input: KernelInput): Promise<KernelOpinion | undefined> {
  const { labels, classes, groups, random, signal } = input;
  if (classes > maxClasses) return undefined;
  const scores = zeros(labels.length, classes);
  const neighborLabels = zeros(labels.length, classes);
  for (const rows of blocksOf(groups, random)) {
    throwIfCancelled(signal);
    const own = await opinionOfBlock(input, rows);
    for (const [place, row] of rows.entries()) {
      rowOf(scores, row).set(rowOf(own.scores, place));
      rowOf(neighborLabels, row).set(rowOf(own.neighborLabels, place));
    }
  }
  return { scores, neighborLabels };
}

/** Deals the rows out to blocks of about the same size. Nearly equal texts are in one block. */
function blocksOf(groups: Int32Array, random: Random): Int32Array[] {
  const count = Math.ceil(groups.length / maxBlock);
  const names = random.shuffle([...new Set(groups)]);
  const blockOf = new Map(names.map((group, i) => [group, i % count]));
  const blocks = Array.from({ length: count }, (): number[] => []);
  for (const [row, group] of groups.entries()) blocks[blockOf.get(group)!].push(row);
  return blocks.filter(({ length }) => length > 0).map((rows) => Int32Array.from(rows));
}

async function opinionOfBlock(input: KernelInput, rows: Int32Array): Promise<KernelOpinion> {
  const { classes, leaveOut, signal } = input;
  const isLeftOut = (i: number): boolean => leaveOut.has(rows[i]);
  const take = (values: Int32Array) => rows.map((row) => values[row]);
  const [labels, folds, groups] = [input.labels, input.foldOf, input.groups].map(take);
  const texts = Array.from(rows, (row) => input.texts[row]);
  const kernel = await kernelOf(texts, takeRows(input.vectors, rows), classes);
  const scores = zeros(rows.length, classes);
  for (const fold of new Set(folds)) {
    throwIfCancelled(signal);
    const found = await kernelRidgeScores(
      kernel,
      labels,
      classes,
      (i) => folds[i] === fold || isLeftOut(i),
      penalty,
    );
    for (const [i, own] of folds.entries()) {
      if (own === fold) rowOf(scores, i).set(rowOf(found, i).map((score) => scoreScale * score));
    }
  }
  return { scores, neighborLabels: labelsOfNeighbors(kernel, labels, groups, classes, isLeftOut) };
}

/** Returns the similarity of each pair of texts: a quadratic kernel on vectors and a linear one on grams. */
async function kernelOf(texts: readonly string[], vectors: Matrix, classes: number): Promise<Matrix> {
  const kernel = await multiply(vectors, vectors, { transposeB: true });
  for (let i = 0; i < kernel.data.length; i++) kernel.data[i] = ((1 + kernel.data[i]) / 2) ** 2;
  addGramProducts(kernel, chooseVocabulary(texts, classes).features(texts), wordWeight);
  return kernel;
}

/** Adds factor times the inner products of all pairs of rows, gram by gram. */
function addGramProducts(
  target: Matrix,
  { rows, columns, starts, indices, values }: SparseMatrix,
  factor: number,
) {
  const having = Array.from({ length: columns }, (): number[] => []);
  for (let i = 0; i < rows; i++)
    for (let at = starts[i]; at < starts[i + 1]; at++) having[indices[at]].push(i, at);
  for (const entries of having) {
    for (let one = 0; one < entries.length; one += 2) {
      const row = rowOf(target, entries[one]);
      const value = factor * values[entries[one + 1]];
      for (let other = 0; other < entries.length; other += 2)
        row[entries[other]] += value * values[entries[other + 1]];
    }
  }
}

/** Returns the share of each label among the most similar texts that are not nearly equal or left out. */
function labelsOfNeighbors(
  kernel: Matrix,
  labels: Int32Array,
  groups: Int32Array,
  classes: number,
  isLeftOut: (row: number) => boolean,
): Matrix {
  const shares = zeros(labels.length, classes);
  for (let i = 0; i < labels.length; i++) {
    const similarity = rowOf(kernel, i);
    const nearest = Array.from(labels.keys())
      .filter((j) => groups[j] !== groups[i] && !isLeftOut(j))
      .sort((a, b) => similarity[b] - similarity[a] || a - b)
      .slice(0, neighbors);
    for (const j of nearest) rowOf(shares, i)[labels[j]] += 1 / nearest.length;
  }
  return shares;
}
