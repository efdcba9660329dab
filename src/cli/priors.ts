import type { Priors } from "../index.ts";
import { UsageError } from "./command.ts";
import { isFileOfNames } from "./name-map.ts";
import { parseNumberPairs } from "./number-pairs.ts";

const forms =
  'balanced, observed, weights such as "refund=0.7,praise=0.3", a JSON object such as \'{"refund": 0.7, "praise": 0.3}\', ' +
  "or a .json or .yaml file with such an object";

/**
 * Reads the value of --priors: "balanced", "observed", "refund=0.7,praise=0.3", a JSON object, or a file with an object.
 * Class names that contain a comma need one of the last two forms.
 * @throws UsageError, InputError
 */
export async function readPriors(value: string): Promise<Priors> {
  if (value === "balanced" || value === "observed") return value;
  if (isFileOfNames(value)) {
    const { readNameMap } = await import("../index.ts");
    return checkWeights(Object.entries(await readNameMap(value)), value);
  }
  return checkWeights(parseNumberPairs(value, "--priors"), value);
}

function checkWeights(pairs: readonly (readonly [string, unknown])[], given: string): Record<string, number> {
  const areWeights = pairs.every(
    ([name, weight]) =>
      name.trim() !== "" && typeof weight === "number" && Number.isFinite(weight) && weight > 0,
  );
  if (pairs.length > 0 && areWeights) return Object.fromEntries(pairs) as Record<string, number>;
  throw new UsageError(
    `The option --priors must be ${forms}, each weight a positive number; got ${JSON.stringify(given)}.`,
  );
}
