import { type Matrix, rowOf } from "../math/matrix.ts";

/** Scores of rows with known labels, from a head that was fitted without these rows. */
export interface HeldOutScores {
  /** [rows, classes]. */
  readonly scores: Matrix;
  /** Class number of each row. */
  readonly labels: Int32Array;
  /** Weight of each row. */
  readonly weights: Float64Array;
}

/**
 * Returns the accuracy of scores, 0 to 1: the share of rows whose own class has the highest score.
 * @param weights weight of each row. Default: 1 each
 */
export function accuracyOf(
  { scores, labels }: Pick<HeldOutScores, "scores" | "labels">,
  weights?: Float64Array,
): number {
  let [correct, total] = [0, 0];
  for (let i = 0; i < scores.rows; i++) {
    const row = rowOf(scores, i);
    const weight = weights?.[i] ?? 1;
    if (row.indexOf(row.reduce((a, b) => Math.max(a, b))) === labels[i]) correct += weight;
    total += weight;
  }
  return correct / total;
}
