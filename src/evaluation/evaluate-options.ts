import { optionError } from "../errors.ts";
import type { OptionNames } from "../options/known-options.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import type { ConfusionCost } from "./confusion.ts";
import type { RowDetails } from "./evaluated-row.ts";
import type { EvaluationBasis } from "./evaluation.ts";

/** How rows are evaluated. */
export interface EvaluatorOptions extends BootstrapOptions {
  /** Names of the classes that the classifier can predict (default: all names in the probabilities). */
  readonly classes?: readonly string[];
  /**
   * Whether the names of the classes are paths such as "Food > Dairy > Milk". If so, the answers are scored at each level, a
   * truth may be a node above classes, and an answer below it is then correct. Default: false.
   */
  readonly hierarchy?: boolean;
  /** What wrong answers cost. A pair that is not listed costs 1. Default: costs are not computed. */
  readonly costs?: readonly ConfusionCost[];
  /**
   * What happens to rows whose truth is null. "count" (default): they count in all figures, and only the prediction null is
   * correct. "separate": they count in `outOfScope` only. If all rows are such, they are counted.
   */
  readonly outOfScope?: "count" | "separate";
  /** The `noneProbability` from which a row counts as recognized as out of scope. Default: 0.5. */
  readonly noneThreshold?: number;
  /** Maximum length of `wrongAnswers`. Default: 100. */
  readonly maxWrongAnswers?: number;
  /** Copied to the evaluation. */
  readonly basis?: EvaluationBasis;
}

export interface EvaluateOptions extends EvaluatorOptions {
  /** What is known of the rows: ids, texts and groups, one entry per row, in the same order. */
  readonly details?: readonly RowDetails[];
}

export const evaluatorOptionNames = {
  ...{ resamples: true, seed: true, classes: true, hierarchy: true, costs: true, outOfScope: true },
  ...{ noneThreshold: true, maxWrongAnswers: true, basis: true },
} satisfies OptionNames<EvaluatorOptions>;

export const evaluateOptionNames = {
  ...evaluatorOptionNames,
  details: true,
} satisfies OptionNames<EvaluateOptions>;

/** Checks the values of options that are an object. @throws InputError if an option is invalid */
export function checkEvaluateOptions(options: EvaluateOptions): void {
  const { classes, costs, outOfScope, noneThreshold, maxWrongAnswers, resamples, seed, details } = options;
  if (classes !== undefined && !Array.isArray(classes)) {
    throw optionError("classes", "a list of class names", classes);
  }
  if (costs !== undefined && !(Array.isArray(costs) && costs.every(isCost))) {
    throw optionError("costs", "a list of { truth, prediction, cost } with costs of zero or more", costs);
  }
  if (options.hierarchy !== undefined && typeof options.hierarchy !== "boolean") {
    throw optionError("hierarchy", "true or false", options.hierarchy);
  }
  if (outOfScope !== undefined && outOfScope !== "count" && outOfScope !== "separate") {
    throw optionError("outOfScope", '"count" or "separate"', outOfScope);
  }
  if (noneThreshold !== undefined && !(noneThreshold >= 0 && noneThreshold <= 1)) {
    throw optionError("noneThreshold", "a number from 0 to 1", noneThreshold);
  }
  if (maxWrongAnswers !== undefined && !(maxWrongAnswers >= 0)) {
    throw optionError("maxWrongAnswers", "a number, 0 or more", maxWrongAnswers);
  }
  if (resamples !== undefined && !(Number.isSafeInteger(resamples) && resamples >= 0)) {
    throw optionError("resamples", "a whole number, 0 or more", resamples);
  }
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw optionError("seed", "a whole number", seed);
  if (details !== undefined && !Array.isArray(details)) {
    throw optionError("details", "a list of objects, one per row", details);
  }
}

function isCost(given: Partial<Record<keyof ConfusionCost, unknown>> | null): boolean {
  if (typeof given !== "object" || given === null) return false;
  const { truth, prediction, cost } = given;
  const isName = (name: unknown): boolean => name === null || typeof name === "string";
  return isName(truth) && isName(prediction) && typeof cost === "number" && cost >= 0 && cost < Infinity;
}
