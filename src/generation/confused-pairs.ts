import type { ClassDefinition } from "../task/task.ts";
import type { KeptText } from "./drop-texts.ts";

/** A class, and another that its texts are easily taken for. */
export interface ConfusedPair {
  readonly definition: ClassDefinition;
  readonly rival: ClassDefinition;
}

/** A rival counts where it has this much of the probability of a class's texts, on average. */
const minConfusedShare = 0.06;
/** Rivals of one class that are looked at. */
export const maxRivals = 2;

/** The pairs worth asking border examples for, in the order of the classes, the worst rival first. */
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
