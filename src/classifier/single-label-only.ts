import { InputError } from "../errors.ts";
import type { ClassifierParts } from "./classifier-parts.ts";

/** Whether the last training, or the next one if there was none, gives several labels per text. */
export function hasLabelSets({ settings, last }: Pick<ClassifierParts, "settings" | "last">): boolean {
  return last.trained === undefined
    ? settings.multiLabel === true
    : last.trained.parts.fit.labelSets !== undefined;
}

/**
 * Rejects what needs one class per text.
 * @param what begins the sentence: "Corrections are"
 * @param instead what to do, as the end of the sentence
 */
export function rejectLabelSets(
  parts: Pick<ClassifierParts, "settings" | "last">,
  what: string,
  instead: string,
): void {
  if (!hasLabelSets(parts)) return;
  throw new InputError(`${what} not available for a classifier with several labels per text; ${instead}.`);
}

/** Rejects what needs several labels per text, likewise. */
export function requireLabelSets(
  parts: Pick<ClassifierParts, "settings" | "last">,
  what: string,
  instead: string,
): void {
  if (hasLabelSets(parts)) return;
  throw new InputError(`${what} for classifiers with several labels per text (multiLabel); ${instead}.`);
}
