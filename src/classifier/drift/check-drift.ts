import { argumentError, optionError } from "../../errors.ts";
import type { OptionNames } from "../../options/known-options.ts";
import { checkWorkOptions } from "../check-arguments.ts";
import type { StreamItem } from "../classify-stream.ts";
import { workOptionNames } from "../option-names.ts";
import type { DriftOptions } from "./drift.ts";

/** The smallest p-value of the permutation tests is about 0.005, so a smaller level never raises an alarm. */
const levels = { least: 0.005, most: 0.2 };

const driftOptionNames = {
  ...workOptionNames,
  ...{ reference: true, level: true, sampleSize: true },
} satisfies OptionNames<DriftOptions>;

/** @returns the options with their defaults @throws InputError if an argument is invalid */
export function checkDriftArguments(
  items: unknown,
  options: DriftOptions,
): Required<Pick<DriftOptions, "level" | "sampleSize">> {
  if (!isStream(items)) throw argumentError("items", "an iterable or async iterable of texts", items);
  checkWorkOptions(options, driftOptionNames);
  const { reference, level = 0.01, sampleSize = 2000 } = options;
  if (reference !== undefined && !isStream(reference))
    throw optionError("reference", "an iterable or async iterable of texts", reference);
  if (!(typeof level === "number" && level >= levels.least && level <= levels.most))
    throw optionError("level", `a number from ${levels.least} to ${levels.most}`, level);
  if (!(Number.isSafeInteger(sampleSize) && sampleSize >= 1))
    throw optionError("sampleSize", "a whole number, 1 or more", sampleSize);
  return { level, sampleSize };
}

function isStream(items: unknown): boolean {
  if (typeof items !== "object" || items === null) return false;
  return Symbol.asyncIterator in items || Symbol.iterator in items;
}

/** Returns the text of an item of a stream. @throws InputError if it has none */
export function textOfItem(item: StreamItem): string {
  const text: unknown = typeof item === "string" ? item : item?.text;
  if (typeof text === "string") return text;
  throw argumentError("items", "texts, or objects with a string in the field text", text);
}
