import { InputError } from "../errors.ts";
import type { HeldOutAnswers } from "./held-out-answers.ts";

/**
 * Chooses, for each class, the lowest probability with which it is in the set of a text, so that the set contains the true
 * class with at least the wanted probability, for texts like the held-out ones.
 *
 * The score of a held-out text is the probability of its true class; the threshold is the quantile that leaves out at most
 * 1 - coverage of n + 1 texts (split conformal prediction; least ambiguous sets, Sadinle et al. 2019). It holds for any
 * model, on the average over held-out texts and new texts.
 * @param coverage wanted probability that the set contains the true class, above 0 and below 1
 * @returns the probability from which on a class is in the set
 * @throws InputError if there are too few held-out answers; it says how many would do
 */
export function setThreshold(heldOut: HeldOutAnswers | undefined, coverage: number): number {
  const rows = heldOut?.truth.length ?? 0;
  const rank = Math.ceil((rows + 1) * coverage - 1e-9);
  if (heldOut === undefined || rank > rows) {
    const needed = Math.ceil(coverage / (1 - coverage) - 1e-9);
    throw new InputError(
      `Sets with a coverage of ${Number((100 * coverage).toFixed(2))} % need at least ${needed} held-out answers to real labeled texts; there are ${rows}. Add labeled examples and train again, or give rows that the model was not trained on as the option heldOut (--calibrate). Generated examples do not count, because they are not like your texts.`,
    );
  }
  return Float32Array.from(heldOut.truthProbability).sort()[rows - rank];
}
