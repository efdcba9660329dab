import { binCount, binOf } from "./calibration-error.ts";
import type { RowColumns } from "./row-columns.ts";

/** Numbers of rows of each class: [labels]. */
export interface ClassCounts {
  readonly correct: Float64Array;
  readonly support: Float64Array;
  readonly predicted: Float64Array;
}

/** Rows, sum of probabilities, and rows that are correct, for each part of a list such as the bins: [parts]. */
export interface PartCounts {
  readonly count: Float64Array;
  readonly probability: Float64Array;
  readonly correct: Float64Array;
}

interface TallyParts {
  readonly parts: number;
  readonly partOf: Int32Array;
  readonly ks: readonly number[];
}

/**
 * Adds up rows with weights. Figures are computed from the sums: with the weight 1 for every row they are the figures of
 * the rows, with the counts of a resample those of the resample.
 */
export class Tally {
  rows = 0;
  correct = 0;
  cost = 0;
  probability = 0;
  logLoss = 0;
  squaredError = 0;
  /** Rows that count in `logLoss` and `squaredError`. */
  scored = 0;
  /** Rows whose truth is not null. */
  ranked = 0;
  /** Rows whose true class is among the k most probable, for each k: [ks]. */
  readonly found: Float64Array;
  readonly classes: ClassCounts;
  readonly bins: PartCounts;
  /** Rows of each part of the coverage curve. */
  readonly parts: PartCounts;
  readonly #columns: RowColumns;
  readonly #ks: readonly number[];
  readonly #binOf: Int32Array | undefined;
  readonly #partOf: Int32Array;

  /**
   * @param parts number of parts of the coverage curve
   * @param partOf part of the coverage curve that each row is in
   * @param ks ranks up to which a true class counts as found
   */
  constructor(columns: RowColumns, { parts, partOf, ks }: TallyParts = noParts(columns)) {
    this.#columns = columns;
    this.#ks = ks;
    this.#partOf = partOf;
    this.#binOf = columns.probability && Int32Array.from(columns.probability, binOf);
    this.found = new Float64Array(ks.length);
    const zeros = () => new Float64Array(columns.labels.length);
    this.classes = { correct: zeros(), support: zeros(), predicted: zeros() };
    this.bins = emptyParts(binCount);
    this.parts = emptyParts(parts);
  }

  /** Returns a tally in which every row has the weight 1. */
  addAll(): this {
    for (let i = 0; i < this.#columns.rows; i++) this.add(i, 1);
    return this;
  }

  /** Sets all sums to zero. */
  clear(): void {
    this.rows = this.correct = this.cost = this.probability = 0;
    this.logLoss = this.squaredError = this.scored = this.ranked = 0;
    this.found.fill(0);
    for (const sums of [this.classes, this.bins, this.parts]) {
      for (const sum of Object.values(sums)) sum.fill(0);
    }
  }

  add(row: number, weight: number): void {
    const { truth, prediction, correct, cost } = this.#columns;
    const isCorrect = weight * correct[row];
    this.rows += weight;
    this.correct += isCorrect;
    if (cost) this.cost += weight * cost[row];
    this.classes.support[truth[row]] += weight;
    this.classes.predicted[prediction[row]] += weight;
    this.classes.correct[truth[row]] += isCorrect;
    this.#addProbabilities(row, weight, isCorrect);
  }

  #addProbabilities(row: number, weight: number, isCorrect: number): void {
    const { probability, logLoss, squaredError, rank } = this.#columns;
    if (probability && this.#binOf) {
      this.probability += weight * probability[row];
      addTo(this.bins, this.#binOf[row], weight, weight * probability[row], isCorrect);
      addTo(this.parts, this.#partOf[row], weight, weight * probability[row], isCorrect);
    }
    if (logLoss && squaredError && !Number.isNaN(logLoss[row])) {
      this.logLoss += weight * logLoss[row];
      this.squaredError += weight * squaredError[row];
      this.scored += weight;
    }
    if (!rank || rank[row] === 0) return;
    this.ranked += weight;
    for (let k = 0; k < this.#ks.length; k++) if (rank[row] <= this.#ks[k]) this.found[k] += weight;
  }
}

function noParts({ rows }: RowColumns): TallyParts {
  return { parts: 1, partOf: new Int32Array(rows), ks: [] };
}

function emptyParts(count: number): PartCounts {
  const zeros = () => new Float64Array(count);
  return { count: zeros(), probability: zeros(), correct: zeros() };
}

function addTo(parts: PartCounts, part: number, count: number, probability: number, correct: number): void {
  parts.count[part] += count;
  parts.probability[part] += probability;
  parts.correct[part] += correct;
}
