import { isCorrect } from "./accuracy.ts";
import type { EvaluatedRow } from "./evaluated-row.ts";

/** The rows whose probability lies in one interval. They are calibrated if `accuracy` equals `meanProbability`. */
export interface ReliabilityBin {
  /** The ends of the interval: lower < probability <= upper. A probability of 0 is in the first bin. */
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  /** Zero if the bin is empty. */
  readonly meanProbability: number;
  /** Share of the bin's rows that are classified correctly. Zero if the bin is empty. */
  readonly accuracy: number;
}

/**
 * Number of bins, as in Guo et al. and most published figures; another number is not comparable with them. With more
 * bins, chance adds to the error; with fewer, opposite errors cancel out.
 */
const binCount = 15;

/**
 * Returns the reliability diagram as a table: 15 bins of equal width, from 0 to 1, over the probability of the answer.
 */
export function reliabilityBins(rows: readonly EvaluatedRow[]): ReliabilityBin[] {
  const bins = Array.from({ length: binCount }, () => ({ count: 0, probability: 0, correct: 0 }));
  for (const row of rows) {
    const bin = bins[Math.max(0, Math.ceil(row.probability * binCount) - 1)];
    bin.count++;
    bin.probability += row.probability;
    if (isCorrect(row)) bin.correct++;
  }
  return bins.map(({ count, probability, correct }, i) => ({
    lower: i / binCount,
    upper: (i + 1) / binCount,
    count,
    meanProbability: count === 0 ? 0 : probability / count,
    accuracy: count === 0 ? 0 : correct / count,
  }));
}

/**
 * Computes the expected calibration error, 0 to 1: the sum over bins of (count / rows) |accuracy - mean probability|
 * (Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", 2017).
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce(
    (sum, bin) => sum + (bin.count / rows) * Math.abs(bin.accuracy - bin.meanProbability),
    0,
  );
}
