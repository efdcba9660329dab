import { isCorrect } from "./accuracy.ts";
import type { EvaluatedRow } from "./evaluated-row.ts";

/** Coverage and accuracy if only rows with a probability of at least `threshold` are answered. */
export interface CoveragePoint {
  readonly threshold: number;
  /** Share of rows that are answered. */
  readonly coverage: number;
  /** Share of the answered rows that are classified correctly. */
  readonly accuracy: number;
}

/**
 * Returns accuracy against the share of rows answered, the highest threshold first. There is one point per probability
 * that occurs, since a threshold cannot separate rows of equal probability.
 */
export function coverageCurve(rows: readonly EvaluatedRow[]): CoveragePoint[] {
  const byProbability = [...rows].sort((a, b) => b.probability - a.probability);
  const curve: CoveragePoint[] = [];
  let correct = 0;
  byProbability.forEach((row, i) => {
    if (isCorrect(row)) correct++;
    const answered = i + 1;
    if (byProbability[answered]?.probability === row.probability) return;
    curve.push({
      threshold: row.probability,
      coverage: answered / rows.length,
      accuracy: correct / answered,
    });
  });
  return curve;
}

/** Keeps the first point of a curve in each hundredth of coverage. The last point, at coverage 1, is always kept. */
export function thinnedCurve(curve: readonly CoveragePoint[]): CoveragePoint[] {
  const hundredth = ({ coverage }: CoveragePoint): number => Math.floor(coverage * 100);
  return curve.filter((point, i) => i === 0 || hundredth(point) > hundredth(curve[i - 1]));
}
