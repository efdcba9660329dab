import { type HeldOutAnswers, heldOutOfLogits } from "../calibration/held-out-answers.ts";
import { takeRows } from "../math/matrix.ts";
import type { HeldOutLogits } from "./held-out-logits.ts";

/**
 * Returns the held-out answers to real rows. Generated ones are not like the texts that will be classified.
 * @param labels class number of each row
 * @param isReal whether each row is a real example
 * @param seed of the sample that is kept
 * @returns undefined if there are none
 */
export function heldOutOfReal(
  classes: readonly string[],
  { rows, logits }: HeldOutLogits,
  labels: Int32Array,
  isReal: readonly boolean[],
  seed: number,
): HeldOutAnswers | undefined {
  const real = Int32Array.from(rows.keys()).filter((i) => isReal[rows[i]]);
  if (real.length === 0) return undefined;
  return heldOutOfLogits(
    classes,
    takeRows(logits, real),
    real.map((i) => labels[rows[i]]),
    seed,
  );
}
