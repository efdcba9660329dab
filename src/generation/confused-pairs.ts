import type { ClassDefinition } from "../task/task.ts";
import type { KeptText } from "./drop-texts.ts";

/** A class, and another class that its texts are easily mistaken for. */
export interface ConfusedPair {
  readonly definition: ClassDefinition;
  readonly rival: ClassDefinition;
}

/** Minimum mean probability of a rival over a class's texts. A lower minimum requests border examples for classes that are hardly confused; a higher one for fewer pairs. */
const minConfusedShare = 0.06;
/** Maximum number of rivals per class. More cost more calls. */
export const maxRivals = 2;

/** Returns the pairs to request border examples for, in the order of the classes, the most confused rival first. */
export function confusedPairs(
  classes: readonly ClassDefinition[],
  kept: readonly KeptText[],
): ConfusedPair[] {
  const number = new Map(classes.map(({ name }, c) => [name, c]));
  const texts = new Float64Array(classes.length);
  const shares = classes.map(() => new Map<number, number>());
  for (const { label, standing } of kept) {
    const c = number.get(label)!;
    texts[c]++;
    const before = shares[c].get(standing.rival) ?? 0;
    shares[c].set(standing.rival, before + standing.rivalProbability);
  }
  return classes.flatMap((definition, c) =>
    definition.prompt === undefined
      ? []
      : [...shares[c]]
          .filter(([, share]) => share / texts[c] >= minConfusedShare)
          .sort(([a, shareA], [b, shareB]) => shareB - shareA || a - b)
          .slice(0, maxRivals)
          .map(([rival]) => ({ definition, rival: classes[rival] })),
  );
}
