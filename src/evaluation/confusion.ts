import type { EvaluatedRow } from "./evaluated-row.ts";

/** The number of rows with one truth and one prediction. Null is "none of these classes". */
export interface ConfusionCell {
  readonly truth: string | null;
  readonly prediction: string | null;
  readonly count: number;
}

/**
 * Returns the confusion matrix: a cell for every pair of truth and prediction that occurs, ordered by truth, then
 * prediction.
 */
export function confusionMatrix(rows: readonly EvaluatedRow[]): ConfusionCell[] {
  const counts = new Map<string | null, Map<string | null, number>>();
  for (const { truth, prediction } of rows) {
    const ofTruth = counts.get(truth) ?? new Map<string | null, number>();
    counts.set(truth, ofTruth.set(prediction, (ofTruth.get(prediction) ?? 0) + 1));
  }
  return [...counts]
    .flatMap(([truth, ofTruth]) => [...ofTruth].map(([prediction, count]) => ({ truth, prediction, count })))
    .sort((a, b) => compareLabels(a.truth, b.truth) || compareLabels(a.prediction, b.prediction));
}

/** Returns the cells of incorrect predictions, those with the most rows first. */
export function mostConfused(confusion: readonly ConfusionCell[], max: number): ConfusionCell[] {
  return confusion
    .filter(({ truth, prediction }) => truth !== prediction)
    .sort((a, b) => b.count - a.count)
    .slice(0, max);
}

/** Compares labels by their UTF-16 code units, which is the same on every machine. Null comes last. */
export function compareLabels(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
