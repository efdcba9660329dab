import type { Classifier } from "../../src/index.ts";
import type { LabeledRow } from "../accuracy/public-sets.ts";

/** Results of one training with pilesort or another tool. */
export interface Trained {
  readonly seconds: number;
  /** Accuracy on the test rows, 0 to 1. */
  readonly accuracy: number;
}

/** Returns the accuracy of a classifier on rows, 0 to 1. */
export async function shareRight(classifier: Classifier, rows: readonly LabeledRow[]): Promise<number> {
  const found = await classifier.predict(rows.map(({ text }) => text));
  return found.filter((label, i) => label === rows[i].label).length / rows.length;
}
