import type { Example } from "../task/task.ts";

/**
 * Calibration weight of a generated example. Generated texts are easier to classify than real ones, so a larger weight
 * makes probabilities overconfident; a smaller one ignores evidence if there are few real examples.
 */
const generatedWeight = 0.1;

/** Returns the weight of an example in the temperature and in the logistic correction: 1 if it is real, else 0.1. */
export function calibrationWeight({ origin }: Example): number {
  return origin === "real" ? 1 : generatedWeight;
}
