import { InputError } from "../errors.ts";
import { mean, sum } from "../math/vector.ts";

/**
 * How common each class is taken to be: all alike ("balanced"), as in the real rows ("observed"), or a positive weight
 * for every class by name (they need not sum to 1).
 */
export type Priors = "balanced" | "observed" | Readonly<Record<string, number>>;

/** Rows that each class is credited with, so that a class not seen is rare rather than impossible. */
const creditedRows = 20;

/** Prior probabilities in the classes' order; they sum to 1. */
export function classPriors(priors: Priors, classes: readonly string[], counts: Float64Array): Float64Array {
  const weights = Float64Array.from(classes, (name, c) => {
    if (priors === "balanced") return 1;
    if (priors === "observed") return credited(counts, c);
    if (Object.hasOwn(priors, name)) return priors[name];
    throw new InputError(
      `The option priors must give a weight for every class; ${JSON.stringify(name)} has none.`,
    );
  });
  if (typeof priors === "object") refuseStrangers(priors, classes);
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

function credited(counts: Float64Array, c: number): number {
  const seen = counts.filter((count) => count > 0);
  const usual = seen.length === 0 ? 0 : mean(seen);
  return (counts[c] > 0 ? counts[c] : usual) + creditedRows;
}

function refuseStrangers(priors: Readonly<Record<string, number>>, classes: readonly string[]): void {
  const stranger = Object.keys(priors).find((name) => !classes.includes(name));
  if (stranger !== undefined) {
    throw new InputError(
      `The option priors must name classes of the task; ${JSON.stringify(stranger)} is none of them.`,
    );
  }
}
