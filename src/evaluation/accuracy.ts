import type { JudgedRow } from "./evaluated-row.ts";

/** The share of rows whose prediction is the truth, 0 to 1; none is right where none is true. */
export function accuracy(rows: readonly JudgedRow[]): number {
  return rows.filter(isRight).length / rows.length;
}

export function isRight({ truth, prediction }: JudgedRow): boolean {
  return truth === prediction;
}
