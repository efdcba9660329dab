import type { LinearHead } from "../../head/linear-head.ts";
import { type Matrix, rowOf } from "../../math/matrix.ts";
import { addScaled, sum } from "../../math/vector.ts";

/**
 * Candidates for the share of the mean scores that is subtracted. With 0.5 beside them, or instead of 1, other languages gain less.
 */
const shares = [0, 1] as const;

/**
 * Returns candidates of what to add to the scores of each class, so that no class is nearer to all texts than others. The
 * first one adds nothing.
 * @param logits [texts, classes]
 * @param weights how much each text counts
 */
export function centeringOffsets(logits: Matrix, weights: Float64Array): Float64Array[] {
  const means = new Float64Array(logits.columns);
  const total = Math.max(sum(weights), 1e-9);
  for (let i = 0; i < logits.rows; i++) addScaled(means, rowOf(logits, i), weights[i] / total);
  const mean = sum(means) / means.length;
  return shares.map((share) => means.map((value) => share * (mean - value)));
}

/** Returns scores plus an offset for each class. */
export function addOffset(scores: Matrix, offset: Float64Array): Matrix {
  return { ...scores, data: scores.data.map((value, i) => value + offset[i % offset.length]) };
}

/** Returns a head that adds an offset to the score of each class. */
export function withOffset({ weights, bias }: LinearHead, offset: Float64Array): LinearHead {
  return { weights, bias: bias.map((value, c) => value + offset[c]) };
}
