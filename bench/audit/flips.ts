import { type Matrix, rowOf } from "../../src/math/matrix.ts";
import type { Random } from "../../src/math/random.ts";

/** How labels are made wrong. */
export type FlipKind = "random" | "confusable";

/**
 * Makes the labels of a share of the rows wrong.
 * - "random": another class, each with the same probability
 * - "confusable": the class that the rows of the true class are most often taken for, by clean out-of-fold probabilities
 */
export function flipLabels(
  labels: Int32Array,
  clean: Matrix,
  share: number,
  kind: FlipKind,
  random: Random,
): Int32Array {
  const classes = clean.columns;
  const nearest = nearestClasses(labels, clean);
  const count = Math.round(share * labels.length);
  const chosen = random.sampleWithoutReplacement(Array.from(labels.keys()), count);
  const flipped = labels.slice();
  for (const i of chosen) {
    const other = (labels[i] + 1 + Math.floor(random.nextFloat() * (classes - 1))) % classes;
    flipped[i] = kind === "random" ? other : nearest[labels[i]];
  }
  return flipped;
}

function nearestClasses(labels: Int32Array, clean: Matrix): Int32Array {
  const sums = Array.from({ length: clean.columns }, () => new Float64Array(clean.columns));
  for (const [i, label] of labels.entries()) {
    const row = rowOf(clean, i);
    for (let c = 0; c < row.length; c++) if (c !== label) sums[label][c] += row[c];
  }
  return Int32Array.from(sums, (row) => row.indexOf(Math.max(...row)));
}
