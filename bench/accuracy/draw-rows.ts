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
