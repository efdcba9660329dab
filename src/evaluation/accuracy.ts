import type { EvaluatedRow } from "./evaluated-row.ts";

/** The share of rows whose prediction is the truth, 0 to 1; none is right where none is true. */
export function accuracy(rows: readonly EvaluatedRow[]): number {
  return rows.filter(isCorrect).length / rows.length;
}

export function isCorrect({ truth, prediction }: EvaluatedRow): boolean {
  return truth === prediction;
}

/**
 * The share of rows whose true class is among the k most probable ones, over the rows whose truth is a class.
 * A tie counts against: equal probabilities for all classes find nothing.
 * @returns undefined where there is no such row, or where one has no probabilities.
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
