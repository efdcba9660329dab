import type { Priors } from "../index.ts";
import { UsageError } from "./command.ts";
import { isFileOfNames, parseObject } from "./name-map.ts";

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
  if (value.trimStart().startsWith("{"))
    return checkWeights(Object.entries(parseObject(value, "--priors")), value);
  const pairs = value.split(",").map((pair) => {
    const at = pair.lastIndexOf("=");
    return [
      pair.slice(0, at).trim(),
      at === -1 ? Number.NaN : Number(pair.slice(at + 1) || Number.NaN),
    ] as const;
  });
  return checkWeights(pairs, value);
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
