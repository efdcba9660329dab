import type { EvaluatedRow } from "./evaluated-row.ts";

/** The number of rows with one truth and one prediction. Null is "none of these classes". */
export interface ConfusionCell {
  readonly truth: string | null;
  readonly prediction: string | null;
  readonly count: number;
  /** What these rows cost together. Present if costs are given, and the prediction is incorrect. */
  readonly cost?: number;
}

/** What one wrong answer costs. */
export interface ConfusionCost {
  readonly truth: string | null;
  readonly prediction: string | null;
  /** Zero or more. */
  readonly cost: number;
}

/** Returns the cost of one row: 0 if it is correct, 1 for a wrong answer whose cost is not given. */
export type CostOf = (truth: string | null, prediction: string | null) => number;

/** Makes the function that looks costs up. */
export function costLookup(costs: readonly ConfusionCost[]): CostOf {
  const key = (truth: string | null, prediction: string | null): string =>
    JSON.stringify([truth, prediction]);
  const known = new Map(costs.map(({ truth, prediction, cost }) => [key(truth, prediction), cost]));
  return (truth, prediction) => (truth === prediction ? 0 : (known.get(key(truth, prediction)) ?? 1));
}

/**
 * Returns the confusion matrix as a list: a cell for every pair of truth and prediction that occurs, ordered by truth,
 * then prediction. Its length is at most the number of rows, however many classes there are.
 * @param costOf default: cells have no cost
 */
export function confusionMatrix(
  rows: readonly Pick<EvaluatedRow, "truth" | "prediction">[],
  costOf?: CostOf,
): ConfusionCell[] {
  const counts = new Map<string | null, Map<string | null, number>>();
  for (const { truth, prediction } of rows) {
    const ofTruth = counts.get(truth) ?? new Map<string | null, number>();
    counts.set(truth, ofTruth.set(prediction, (ofTruth.get(prediction) ?? 0) + 1));
  }
  return [...counts]
    .flatMap(([truth, ofTruth]) =>
      [...ofTruth].map(([prediction, count]) => ({
        truth,
        prediction,
        count,
        ...(costOf && truth !== prediction && { cost: count * costOf(truth, prediction) }),
      })),
    )
    .sort((a, b) => compareLabels(a.truth, b.truth) || compareLabels(a.prediction, b.prediction));
}

/** Returns the cells of incorrect predictions, the most costly first, then those with the most rows. */
export function mostConfused(confusion: readonly ConfusionCell[], max: number): ConfusionCell[] {
  return confusion
    .filter(({ truth, prediction }) => truth !== prediction)
    .sort((a, b) => (b.cost ?? b.count) - (a.cost ?? a.count) || b.count - a.count)
    .slice(0, max);
}

/** Compares labels by their UTF-16 code units, which is the same on every machine. Null comes last. */
export function compareLabels(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
