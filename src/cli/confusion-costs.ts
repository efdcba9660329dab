import type { ConfusionCost, ReadCosts } from "../index.ts";
import { UsageError } from "./command.ts";

/**
 * Returns the costs of a file as pairs for an evaluation. Costs of unsure answers are left out, since an evaluation has none.
 * @throws UsageError if a cost is negative
 */
export function confusionCosts(costs: ReadCosts): ConfusionCost[] {
  return Object.entries(costs).flatMap(([truth, answers]) =>
    Object.entries(typeof answers === "number" ? {} : answers)
      .filter(([prediction]) => prediction !== "unsure")
      .map(([prediction, cost]) => {
        if (cost >= 0) return { truth: classOf(truth), prediction: classOf(prediction), cost };
        throw new UsageError(
          `The option --costs must have costs of zero or more; got ${cost} for ${truth}, ${prediction}.`,
        );
      }),
  );
}

function classOf(name: string): string | null {
  return name === "none" ? null : name;
}
