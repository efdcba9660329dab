import type { RowDetails, ScoredPrediction } from "../index.ts";
import { shortText } from "./shorten.ts";

/** Number of rows that are kept. More make the map fuller and the report larger, by about 250 bytes per row. */
const sampleSize = 2000;
/** Number of probabilities that are kept per row. The others are too small to move a point. */
const keptProbabilities = 50;
/** Number of characters of a text that are kept for the map. */
const keptCharacters = 160;

/** A row of a sample. */
export interface SampledRow {
  /** Number of the row, from 1. */
  readonly row: number;
  readonly truth: string | null;
  readonly prediction: string | null;
  readonly probability?: number;
  readonly noneProbability?: number;
  /** The largest probabilities, as [class, probability]. */
  readonly probabilities: readonly (readonly [label: string, probability: number])[];
  readonly id?: string;
  readonly text?: string;
  readonly cut?: number;
}

/**
 * Keeps a random sample of rows for the map of a report, in bounded memory (reservoir sampling; Vitter, 1985).
 * @example
 * const sample = new RowSample();
 * for (const { truth, answer, text } of rows) sample.add(truth, answer, { text });
 * await htmlReport(evaluation, { sample });
 */
export class RowSample {
  readonly #rows: SampledRow[] = [];
  readonly #random: () => number;
  #added = 0;
  /** Number of rows with probabilities. */
  #eligible = 0;

  /** @param seed the same rows and seed give the same sample; default: 0 */
  constructor(seed = 0) {
    this.#random = randomNumbers(seed);
  }

  /** Number of rows that the sample is drawn from: those with probabilities. */
  get of(): number {
    return this.#eligible;
  }

  /** The rows that were kept, in the order in which they were added. */
  get rows(): readonly SampledRow[] {
    return this.#rows.toSorted((a, b) => a.row - b.row);
  }

  /** Adds a row, which is kept or not. Give the arguments that Evaluator.add gets. */
  add(truth: string | null, prediction: ScoredPrediction, details: RowDetails = {}): void {
    this.#added++;
    if (prediction.probabilities === undefined) return;
    this.#eligible++;
    const isFull = this.#rows.length === sampleSize;
    const place = isFull ? Math.floor(this.#random() * this.#eligible) : this.#rows.length;
    if (place < sampleSize) this.#rows[place] = sampledRow(this.#added, truth, prediction, details);
  }
}

function sampledRow(
  row: number,
  truth: string | null,
  { prediction, probability, probabilities = {}, noneProbability }: ScoredPrediction,
  { id, text }: RowDetails,
): SampledRow {
  const largest = Object.entries(probabilities)
    .sort((a, b) => b[1] - a[1])
    .slice(0, keptProbabilities);
  return {
    row,
    truth,
    prediction,
    ...(probability !== undefined && { probability }),
    ...(noneProbability !== undefined && { noneProbability }),
    probabilities: largest,
    ...(id !== undefined && { id }),
    ...shortText(text, keptCharacters),
  };
}

/** Makes a function that returns random numbers from 0 to below 1 (Mulberry32; Ettinger, 2017). */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
