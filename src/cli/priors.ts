import type { Priors } from "../index.ts";
import { UsageError } from "./command.ts";

/** Reads "balanced", "observed" or "refund=0.7,praise=0.3". */
export function parsePriors(value: string): Priors {
  if (value === "balanced" || value === "observed") return value;
  const pairs = value.split(",").map((pair) => {
    const at = pair.lastIndexOf("=");
    return [pair.slice(0, at).trim(), Number(pair.slice(at + 1))] as const;
  });
  const areWeights = pairs.every(([name, weight]) => name !== "" && Number.isFinite(weight) && weight > 0);
  if (areWeights && value.includes("=")) return Object.fromEntries(pairs);
  throw new UsageError(
    `The option --priors must be balanced, observed, or a weight a class as in "refund=0.7,praise=0.3"; got ${JSON.stringify(value)}.`,
  );
}
