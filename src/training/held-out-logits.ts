import { accuracyOf } from "../calibration/held-out-scores.ts";
import { type Matrix, takeRows } from "../math/matrix.ts";
import { takeValues } from "./row-weights.ts";

/** Calibrated logits of rows, each computed by a fit without the row and its near duplicates. */
export interface HeldOutLogits {
  /** Numbers of the rows, each once. */
  readonly rows: Int32Array;
  /** Their logits: [rows, classes]. Their softmax are probabilities. */
  readonly logits: Matrix;
}

/**
 * Returns the held-out logits of the rows that the encoder was not fine-tuned on; it has learned the labels of the others.
 * @returns undefined if there are no such rows
 */
export function unseenLogits(
  { rows, logits }: HeldOutLogits,
  seenByEncoder: readonly boolean[] | undefined,
): HeldOutLogits | undefined {
  const unseen = Int32Array.from(rows.keys()).filter((i) => !seenByEncoder?.[rows[i]]);
  if (unseen.length === 0) return undefined;
  if (unseen.length === rows.length) return { rows, logits };
  return { rows: unseen.map((i) => rows[i]), logits: takeRows(logits, unseen) };
}

/** Returns the accuracy of held-out logits, 0 to 1. */
export function heldOutAccuracyOf(
  { rows, logits }: HeldOutLogits,
  labels: Int32Array,
  weights: Float64Array | undefined,
): number {
  const evaluated = { labels: rows.map((i) => labels[i]), scores: logits };
  return accuracyOf(evaluated, weights && takeValues(weights, rows));
}
