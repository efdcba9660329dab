import { type Matrix, rowOf, zeros } from "../../math/matrix.ts";

/** What the loss compares a row's probabilities with. */
export interface SoftTarget {
  /** Probability of each class, in the order of the classes; they sum to 1. Default: 1 for the row's own class. */
  readonly target?: Float32Array;
}

/**
 * Returns the targets of the softmax cross-entropy: [rows, classes].
 * @param labels number of each row's own class
 */
export function softTargets(rows: readonly SoftTarget[], labels: Int32Array, classes: number): Matrix {
  const targets = zeros(rows.length, classes);
  for (const [i, { target }] of rows.entries()) {
    if (target === undefined) rowOf(targets, i)[labels[i]] = 1;
    else rowOf(targets, i).set(target);
  }
  return targets;
}
