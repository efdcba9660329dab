import { createRandom } from "../../src/math/random.ts";
import type { LabeledRow } from "./public-sets.ts";

/** Draws at most `count` rows of every class without replacement. The same seed gives the same rows. */
export function drawRows(rows: readonly LabeledRow[], count: number, seed: number): LabeledRow[] {
  const random = createRandom(seed);
  const taken = new Map<string, number>();
  return random.shuffle([...rows]).filter(({ label }) => {
    const before = taken.get(label) ?? 0;
    taken.set(label, before + 1);
    return before < count;
  });
}

/** Draws at most `count` rows at random, always the same ones, so that a large test side is embedded quickly. */
export function sampleRows(rows: readonly LabeledRow[], count: number): LabeledRow[] {
  return createRandom(1).sampleWithoutReplacement(rows, count);
}
