import { InputError } from "../errors.ts";
import { mean, sum } from "../math/vector.ts";

/**
 * How common each class is assumed to be: all equally ("balanced"), as in the examples ("observed"), or a positive weight
 * per class by name. The weights need not sum to 1.
 * @example
 * const priors: Priors = { spam: 1, other: 9 };
 */
export type Priors = "balanced" | "observed" | Readonly<Record<string, number>>;

/**
 * Added to the number of rows of each class (additive smoothing), so that a class without rows is rare but not
 * impossible. A larger number moves observed priors towards balanced ones.
 */
const addedRows = 20;

/**
 * Returns prior probabilities in the order of the classes; they sum to 1.
 * @param counts number of rows of each class: [classes]
 * @throws InputError if given priors lack a class or name an unknown one
 */
export function classPriors(priors: Priors, classes: readonly string[], counts: Float64Array): Float64Array {
  const weights = Float64Array.from(classes, (name, c) => {
    if (priors === "balanced") return 1;
    if (priors === "observed") return smoothedCount(counts, c);
    if (Object.hasOwn(priors, name)) return priors[name];
    throw new InputError(
      `The option priors must give a weight for every class; ${JSON.stringify(name)} has none.`,
    );
  });
  if (typeof priors === "object") rejectUnknownClasses(priors, classes);
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

/** A class without rows is counted as the mean of the others. */
function smoothedCount(counts: Float64Array, c: number): number {
  const seen = counts.filter((count) => count > 0);
  const usual = seen.length === 0 ? 0 : mean(seen);
  return (counts[c] > 0 ? counts[c] : usual) + addedRows;
}

function rejectUnknownClasses(priors: Readonly<Record<string, number>>, classes: readonly string[]): void {
  const unknown = Object.keys(priors).find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `The option priors must name classes of the task; ${JSON.stringify(unknown)} is not one of them.`,
    );
  }
}
