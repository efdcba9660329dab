import { createRandom } from "../../src/math/random.ts";
import type { LabeledRow } from "./public-sets.ts";

/** At most `count` rows of every class, drawn without replacement; the same for the same seed. */
export function drawRows(rows: readonly LabeledRow[], count: number, seed: number): LabeledRow[] {
  const random = createRandom(seed);
  const taken = new Map<string, number>();
  return random.shuffle([...rows]).filter(({ label }) => {
    const before = taken.get(label) ?? 0;
    taken.set(label, before + 1);
    return before < count;
  });
}

/** At most `count` rows drawn at random, the same ones each time: a test side that is quick to embed. */
export function sampleRows(rows: readonly LabeledRow[], count: number): LabeledRow[] {
  return createRandom(1).sampleWithoutReplacement(rows, count);
}
