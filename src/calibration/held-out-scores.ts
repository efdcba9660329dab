import { type Matrix, rowOf } from "../math/matrix.ts";

/** Scores of rows whose class is known, made by a head that had not seen them. */
export interface HeldOutScores {
  /** [rows, classes]. */
  readonly scores: Matrix;
  readonly labels: Int32Array;
  /** How much each row counts. */
  readonly weights: Float64Array;
}

/**
 * Returns the share of rows whose own class scores highest, 0 to 1.
 * @param weights how much each row counts. Default: 1 each
 */
export function accuracyOf(
  { scores, labels }: Pick<HeldOutScores, "scores" | "labels">,
  weights?: Float64Array,
): number {
  let [right, total] = [0, 0];
  for (let i = 0; i < scores.rows; i++) {
    const row = rowOf(scores, i);
    const weight = weights?.[i] ?? 1;
    if (row.indexOf(row.reduce((a, b) => Math.max(a, b))) === labels[i]) right += weight;
    total += weight;
  }
  return right / total;
}
