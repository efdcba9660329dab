import { argumentError, InputError, isOptions } from "../errors.ts";
import { editDistance } from "./edit-distance.ts";

/** The names of all options of a type. The compiler rejects a list that lacks one. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

/**
 * Checks that options are an object with known names only, for callers without a type checker. Options that are undefined
 * are ignored. Every public function that takes options calls it.
 * @throws InputError with the known name that is nearest to an unknown one
 */
export function requireOptions<Options extends object>(
  options: Options,
  names: OptionNames<NoInfer<Options>>,
): void {
  if (!isOptions(options)) throw argumentError("options", "an object", options);
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !Object.hasOwn(names, name)) throw unknownOption(name, Object.keys(names));
  }
}

/** Returns those of the options that have these names. */
export function pickOptions<Options extends object>(
  options: Options,
  names: OptionNames<NoInfer<Options>>,
): Options {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => Object.hasOwn(names, name)),
  ) as Options;
}

function unknownOption(name: string, known: readonly string[]): InputError {
  const what = `Unknown option ${JSON.stringify(shortened(name))}`;
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return new InputError(`${what}; did you mean ${JSON.stringify(nearest)}?`);
  return new InputError(`${what}; the options here are ${[...known].sort().join(", ")}.`);
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}...` : name;
}

/**
 * Share of the letters of the longer name that may differ from the nearest one. Smaller: fewer typing errors are
 * recognized. Larger: names are proposed that have nothing in common with the given one.
 */
const maxDifference = 0.4;

function nearestName(name: string, known: readonly string[]): string | undefined {
  const letters = [...shortened(name).toLowerCase()];
  const distances = known.map((other) => {
    const others = [...other.toLowerCase()];
    return { other, distance: editDistance(letters, others) / Math.max(letters.length, others.length) };
  });
  const nearest = distances.reduce((a, b) => (b.distance < a.distance ? b : a));
  return nearest.distance <= maxDifference ? nearest.other : undefined;
}
