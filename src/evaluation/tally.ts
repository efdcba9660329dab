import { binCount, binOf } from "./calibration-error.ts";
import type { RowColumns } from "./row-columns.ts";
import type { ClassCounts, PartCounts } from "./sums.ts";

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
  readonly #binOf: Int32Array;
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
    this.#binOf = Int32Array.from(columns.probability ?? [], binOf);
    this.found = new Float64Array(ks.length);
    const zeros = () => new Float64Array(columns.labels.length);
    this.classes = { correct: zeros(), support: zeros(), predicted: zeros() };
    this.bins = emptyParts(binCount);
    this.parts = emptyParts(parts);
  }

  /** Adds every row with the weight 1. */
  addAll(): this {
    const rows = Int32Array.from({ length: this.#columns.rows }, (_, row) => row);
    return this.addDrawn(rows, new Int32Array(rows.length).fill(1));
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

  /**
   * Adds every row as often as its group was drawn.
   * @param groupOf group of each row: [rows]
   * @param drawn number of times that each group was drawn: [groups]
   */
  addDrawn(groupOf: Int32Array, drawn: Int32Array): this {
    this.#addAnswers(groupOf, drawn);
    if (this.#columns.probability) this.#addProbabilities(this.#columns.probability, groupOf, drawn);
    this.#addScores(groupOf, drawn);
    return this;
  }

  #addAnswers(groupOf: Int32Array, drawn: Int32Array): void {
    const { truth, prediction, correct, cost } = this.#columns;
    const { classes } = this;
    let [rows, right, costs] = [0, 0, 0];
    for (let row = 0; row < groupOf.length; row++) {
      const weight = drawn[groupOf[row]];
      if (weight === 0) continue;
      const isCorrect = weight * correct[row];
      rows += weight;
      right += isCorrect;
      classes.support[truth[row]] += weight;
      classes.predicted[prediction[row]] += weight;
      classes.correct[truth[row]] += isCorrect;
      if (cost) costs += weight * cost[row];
    }
    this.rows += rows;
    this.correct += right;
    this.cost += costs;
  }

  #addProbabilities(probability: Float64Array, groupOf: Int32Array, drawn: Int32Array): void {
    const { correct } = this.#columns;
    const [bins, parts, partOf, bin] = [this.bins, this.parts, this.#partOf, this.#binOf];
    let sum = 0;
    for (let row = 0; row < groupOf.length; row++) {
      const weight = drawn[groupOf[row]];
      if (weight === 0) continue;
      const weighted = weight * probability[row];
      sum += weighted;
      bins.count[bin[row]] += weight;
      bins.probability[bin[row]] += weighted;
      parts.count[partOf[row]] += weight;
      if (correct[row] === 0) continue;
      bins.correct[bin[row]] += weight;
      parts.correct[partOf[row]] += weight;
    }
    this.probability += sum;
  }

  #addScores(groupOf: Int32Array, drawn: Int32Array): void {
    const { logLoss, squaredError, rank } = this.#columns;
    if (!rank) return;
    for (let row = 0; row < groupOf.length; row++) {
      const weight = drawn[groupOf[row]];
      if (weight === 0 || rank[row] === 0) continue;
      this.ranked += weight;
      for (let k = 0; k < this.#ks.length; k++) if (rank[row] <= this.#ks[k]) this.found[k] += weight;
      if (!logLoss || !squaredError || Number.isNaN(logLoss[row])) continue;
      this.logLoss += weight * logLoss[row];
      this.squaredError += weight * squaredError[row];
      this.scored += weight;
    }
  }
}

function noParts({ rows }: RowColumns): TallyParts {
  return { parts: 1, partOf: new Int32Array(rows), ks: [] };
}

function emptyParts(count: number): PartCounts {
  const zeros = () => new Float64Array(count);
  return { count: zeros(), probability: zeros(), correct: zeros() };
}
