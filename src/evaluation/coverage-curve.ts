import { isCorrect } from "./accuracy.ts";
import type { EvaluatedRow } from "./evaluated-row.ts";

/** What answering only the surer rows gives. */
export interface CoveragePoint {
  /** Answer where the probability is at least this. */
  readonly threshold: number;
  /** Share of rows answered then. */
  readonly coverage: number;
  /** Share of the answered rows that are right. */
  readonly accuracy: number;
}

/**
 * Accuracy against the share of rows answered, surest rows first, one point for every probability that occurs:
 * rows of equal probability are answered together, since no threshold can part them.
 */
export function coverageCurve(rows: readonly EvaluatedRow[]): CoveragePoint[] {
  const surestFirst = [...rows].sort((a, b) => b.probability - a.probability);
  const curve: CoveragePoint[] = [];
  let right = 0;
  surestFirst.forEach((row, i) => {
    if (isCorrect(row)) right++;
    const answered = i + 1;
    if (surestFirst[answered]?.probability === row.probability) return;
    curve.push({
      threshold: row.probability,
      coverage: answered / rows.length,
      accuracy: right / answered,
    });
  });
  return curve;
}

/** The curve with at most one point for every hundredth of coverage, the first that reaches it; the last one stays. */
export function thinnedCurve(curve: readonly CoveragePoint[]): CoveragePoint[] {
  const hundredth = ({ coverage }: CoveragePoint): number => Math.floor(coverage * 100);
  return curve.filter((point, i) => i === 0 || hundredth(point) > hundredth(curve[i - 1]));
}
