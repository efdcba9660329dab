import type { EvaluatedRow } from "./evaluated-row.ts";

/**
 * Returns the share of rows that are classified correctly, 0 to 1. The prediction null is correct if the truth is null.
 */
export function accuracy(rows: readonly EvaluatedRow[]): number {
  return rows.filter(isCorrect).length / rows.length;
}

export function isCorrect({ truth, prediction }: EvaluatedRow): boolean {
  return truth === prediction;
}

/**
 * Returns the share of rows whose true class is among the k most probable ones, 0 to 1. Rows whose truth is null are left
 * out. A tie counts as not found: if all classes have equal probabilities, no row counts as found.
 * @returns undefined if every truth is null, or if a row has no probabilities
 */
export function topKAccuracy(rows: readonly EvaluatedRow[], k: number): number | undefined {
  let found = 0;
  let count = 0;
  for (const { truth, probabilities } of rows) {
    if (truth === null) continue;
    if (probabilities === undefined) return undefined;
    count++;
    if (isAmongTop(truth, probabilities, k)) found++;
  }
  return count === 0 ? undefined : found / count;
}

function isAmongTop(truth: string, probabilities: Readonly<Record<string, number>>, k: number): boolean {
  if (!Object.hasOwn(probabilities, truth)) return false;
  const own = probabilities[truth];
  const asProbable = Object.values(probabilities).filter((probability) => probability >= own);
  return asProbable.length <= k;
}
