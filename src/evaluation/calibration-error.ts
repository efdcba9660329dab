import type { Interval } from "./interval.ts";
import type { PartCounts } from "./sums.ts";

/** The rows whose probability lies in one interval. They are calibrated if `accuracy` equals `meanProbability`. */
export interface ReliabilityBin {
  /** The ends of the bin: lower < probability <= upper. A probability of 0 is in the first bin. */
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  /** Zero if the bin is empty. */
  readonly meanProbability: number;
  /** Share of the bin's rows that are classified correctly. Zero if the bin is empty. */
  readonly accuracy: number;
  /** Interval of `accuracy`. Absent if the bin is empty or there are no resamples. */
  readonly interval?: Interval;
}

/**
 * Number of bins, as in Guo et al. and most published figures; another number is not comparable with them. With more
 * bins, chance adds to the error; with fewer, opposite errors cancel out.
 */
export const binCount = 15;

/** Returns the number of the bin of a probability, from 0. */
export function binOf(probability: number): number {
  return Math.max(0, Math.ceil(probability * binCount) - 1);
}

/** Returns the reliability diagram as a table: bins of equal width, from 0 to 1, over the probability of the answer. */
export function reliabilityBins({ count, probability, correct }: PartCounts): ReliabilityBin[] {
  return Array.from(count, (rows, i) => ({
    lower: i / count.length,
    upper: (i + 1) / count.length,
    count: rows,
    meanProbability: rows === 0 ? 0 : probability[i] / rows,
    accuracy: rows === 0 ? 0 : correct[i] / rows,
  }));
}

/**
 * Computes the expected calibration error, 0 to 1: the sum over bins of (count / rows) |accuracy - mean probability|
 * (Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", 2017).
 */
export function expectedCalibrationError({ count, probability, correct }: PartCounts): number {
  let [rows, difference] = [0, 0];
  for (let i = 0; i < count.length; i++) {
    rows += count[i];
    difference += Math.abs(correct[i] - probability[i]);
  }
  return difference / rows;
}
