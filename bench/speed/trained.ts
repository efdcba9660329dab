import type { Classifier } from "../../src/index.ts";
import type { LabeledRow } from "../accuracy/public-sets.ts";

/** What one training came to, ours or another's. */
export interface Trained {
  readonly seconds: number;
  /** The share of test rows told right, from 0 to 1. */
  readonly accuracy: number;
}

/** The share of rows that a classifier tells right, from 0 to 1. */
export async function shareRight(classifier: Classifier, rows: readonly LabeledRow[]): Promise<number> {
  const found = await classifier.predict(rows.map(({ text }) => text));
  return found.filter((label, i) => label === rows[i].label).length / rows.length;
}
