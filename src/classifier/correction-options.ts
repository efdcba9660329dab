import { argumentError, InputError, isOptions, optionError } from "../errors.ts";
import type { OptionNames } from "../options/known-options.ts";
import type { LabelSet } from "../task/label-sets/label-set.ts";
import { type LabelOptions, labelOptionNames } from "../task/labels/check-labels.ts";
import type { WatchedText } from "../trained-model/changed-answers.ts";
import { checkWorkOptions } from "./check-arguments.ts";
import { workOptionNames } from "./option-names.ts";
import type { WorkOptions } from "./options.ts";

/** A text and the class that it belongs to. */
export interface LabeledText {
  readonly text: string;
  readonly label: string;
}

/** How to correct answers. */
export interface CorrectionOptions extends WorkOptions, LabelOptions {
  /** When the correction is made, for the history. Default: now. */
  readonly date?: Date;
  /**
   * Keeps the texts as pinned tests: every later correction reports if one of them is answered otherwise. A text that is
   * answered as wanted already is pinned without a correction. Default: false.
   */
  readonly pin?: boolean;
  /** Further texts to report on if their answer changes, such as the latest ones that were classified. */
  readonly check?: readonly (string | WatchedText)[];
}

const correctionOptionNames = {
  ...workOptionNames,
  ...labelOptionNames,
  ...{ date: true, pin: true, check: true },
} satisfies OptionNames<CorrectionOptions>;

/** A corrected text with its labels: one, if the classifier gives one class per text. */
export type CorrectedText = LabeledText | LabelSet;

/** Returns the corrections of a call as a list. @throws InputError if an argument is invalid */
export function checkCorrectionArguments(
  given: string | readonly CorrectedText[],
  label: unknown,
  options: CorrectionOptions,
): readonly LabelSet[] {
  checkCorrectionOptions(options);
  const list = typeof given === "string" ? [{ text: given, ...labelOrLabels(label) }] : given;
  if (!Array.isArray(list)) throw argumentError("corrections", "a text, or a list of { text, label }", given);
  return list.map((each: unknown, i) => {
    const { text, label, labels } = (isOptions(each) ? each : {}) as Partial<LabeledText & LabelSet>;
    const wanted = label === undefined ? labels : [label];
    const isNames = Array.isArray(wanted) && wanted.every((name) => typeof name === "string");
    if (typeof text !== "string" || !isNames)
      throw new InputError(
        `Correction ${i + 1} must have a text and a label, both strings, or a text and a list of labels.`,
      );
    return { text, labels: wanted };
  });
}

function labelOrLabels(label: unknown): object {
  return Array.isArray(label) ? { labels: label } : { label };
}

/** @throws InputError if an option is invalid */
export function checkCorrectionOptions(options: CorrectionOptions): void {
  checkWorkOptions(options, correctionOptionNames);
  const { date, pin, check } = options;
  if (date !== undefined && !(date instanceof Date && Number.isFinite(date.getTime())))
    throw optionError("date", "a valid Date", date);
  if (pin !== undefined && typeof pin !== "boolean") throw optionError("pin", "true or false", pin);
  const isText = (each: unknown) =>
    typeof each === "string" || (isOptions(each) && "text" in each && typeof each.text === "string");
  if (check !== undefined && !(Array.isArray(check) && check.every(isText)))
    throw optionError("check", "a list of texts, or of objects with a text", check);
}

/** @throws InputError if a number of the history is invalid */
export function checkCorrectionNumber(number: unknown): void {
  if (number !== undefined && !(Number.isSafeInteger(number) && Number(number) >= 1))
    throw argumentError("number", "a whole number, 1 or more", number);
}
