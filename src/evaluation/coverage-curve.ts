import type { Interval } from "./interval.ts";

/** Coverage and accuracy if only rows with a probability of at least `threshold` are answered. */
export interface CoveragePoint {
  readonly threshold: number;
  /** Share of rows that are answered. */
  readonly coverage: number;
  /** Share of the answered rows that are classified correctly: the precision of the answers. */
  readonly accuracy: number;
  /** Interval of `accuracy`. Absent if there are no resamples. */
  readonly interval?: Interval;
}

/** The part of the rows that the curve is made of. */
interface AnsweredRows {
  readonly probability?: Float64Array;
  readonly correct: Uint8Array;
}

/**
 * Returns accuracy against the share of rows answered, the highest threshold first. There is one point per probability
 * that occurs, since a threshold cannot separate rows of equal probability.
 * @returns an empty list if the probabilities are not known
 */
export function coverageCurve({ probability, correct }: AnsweredRows): CoveragePoint[] {
  if (probability === undefined) return [];
  const order = Int32Array.from(probability.keys()).sort((a, b) => probability[b] - probability[a]);
  const curve: CoveragePoint[] = [];
  let right = 0;
  for (const [i, row] of order.entries()) {
    right += correct[row];
    const answered = i + 1;
    if (answered < order.length && probability[order[answered]] === probability[row]) continue;
    curve.push({
      threshold: probability[row],
      coverage: answered / order.length,
      accuracy: right / answered,
    });
  }
  return curve;
}

/** Keeps the first point of a curve in each hundredth of coverage. The last point, at coverage 1, is always kept. */
export function thinnedCurve(curve: readonly CoveragePoint[]): CoveragePoint[] {
  const hundredth = ({ coverage }: CoveragePoint): number => Math.floor(coverage * 100);
  return curve.filter((point, i) => i === 0 || hundredth(point) > hundredth(curve[i - 1]));
}

/**
 * Returns, for each row, the number of the first point whose threshold it reaches. The point `curve.length` stands for
 * rows that reach none.
 */
export function firstPoints(
  probability: Float64Array | undefined,
  curve: readonly Pick<CoveragePoint, "threshold">[],
  rows: number,
): Int32Array {
  if (probability === undefined) return new Int32Array(rows);
  return Int32Array.from(probability, (value) => {
    let [low, high] = [0, curve.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value >= curve[middle].threshold) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}
