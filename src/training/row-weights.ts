import type { LabeledVectors } from "../head/labeled-vectors.ts";
import { createRandom } from "../math/random.ts";
import { sum } from "../math/vector.ts";

/**
 * The temperature and the weight of the descriptions are fitted on a sample of at most this number of rows and scores,
 * and at least `minSampled` rows. A larger sample is more exact and takes more time.
 */
const maxSampled = 2500;
const maxSampledScores = 1_000_000;
const minSampled = 300;
/** Returns row weights that give every class the weight of its prior, whatever its number of rows; their mean is 1. */
export function rowWeights(
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

/** Returns the products of numbers at the same places. */
export function product(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value * b[i]);
}

/** Returns the values of the given rows. */
export function takeValues(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (i) => values[i]);
}

/** Returns weights with the same proportions and a mean of 1. */
export function rescaled(weights: Float64Array): Float64Array {
  const total = sum(weights);
  return weights.map((weight) => (weight * weights.length) / total);
}

/** Returns the numbers of the rows that calibration uses, ascending: all, or a random sample. */
export function sampleRows(rows: number, classes: number, seed: number): Int32Array {
  const all = Array.from({ length: rows }, (_, i) => i);
  const max = Math.min(Math.max(Math.floor(maxSampledScores / classes), minSampled), maxSampled);
  if (rows <= max) return Int32Array.from(all);
  return Int32Array.from(createRandom(seed).sampleWithoutReplacement(all, max)).sort();
}
