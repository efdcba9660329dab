import { isCorrect } from "./accuracy.ts";
import type { EvaluatedRow } from "./evaluated-row.ts";

/** The rows whose probability lies in one interval: calibrated where the accuracy is the mean probability. */
export interface ReliabilityBin {
  /** The interval's ends; the lower one belongs to the bin below, but 0 to the first. */
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  /** 0 where the bin is empty. */
  readonly meanProbability: number;
  /** 0 where the bin is empty. */
  readonly accuracy: number;
}

/** Bins of Guo et al.; published figures mostly use as many. */
const binCount = 15;

/** The reliability diagram as a table: 15 bins of equal width from 0 to 1 over the probability of the answer. */
export function reliabilityBins(rows: readonly EvaluatedRow[]): ReliabilityBin[] {
  const bins = Array.from({ length: binCount }, () => ({ count: 0, probability: 0, right: 0 }));
  for (const row of rows) {
    const bin = bins[Math.max(0, Math.ceil(row.probability * binCount) - 1)];
    bin.count++;
    bin.probability += row.probability;
    if (isCorrect(row)) bin.right++;
  }
  return bins.map(({ count, probability, right }, i) => ({
    lower: i / binCount,
    upper: (i + 1) / binCount,
    count,
    meanProbability: count === 0 ? 0 : probability / count,
    accuracy: count === 0 ? 0 : right / count,
  }));
}

/**
 * How far stated probabilities are from observed accuracy, 0 to 1:
 * the sum over bins of (count / rows) |accuracy - mean probability|.
 *
 * Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", 2017.
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce(
    (sum, bin) => sum + (bin.count / rows) * Math.abs(bin.accuracy - bin.meanProbability),
    0,
  );
}
