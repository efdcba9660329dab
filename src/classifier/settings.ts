import { isHeldOutAnswers } from "../calibration/held-out-answers.ts";
import { InputError, isOptions, optionError } from "../errors.ts";
import { type Clean, cleanSchema, defaultClean } from "../task/clean/clean-text.ts";
import type { HierarchySetting } from "../task/hierarchy/find-hierarchy.ts";
import type { ClassifyOptions } from "../trained-model/classification.ts";
import type { Priors } from "../training/class-priors.ts";

/** Settings of a training. They are saved with the model, so that a later training uses them again. */
export interface TrainingSettings {
  readonly priors: Priors;
  readonly seed: number;
  /** Maximum number of windows per text, see ClassifierOptions. Absent for the default. */
  readonly maxWindows?: number;
  /**
   * What is removed from texts before they are read, in training and in classification. Default: "auto", which removes the tags, style sheets and quoted mails
   * of texts that are clearly HTML. A list of "html" and "quotes" applies to every text; an empty list removes nothing. A change counts from the
   * next training on.
   */
  readonly clean: Clean;
  /**
   * Whether the names of the classes are paths such as "Food > Dairy > Milk". Default: "auto": they are if a class has a
   * `parent`, or if at least half of the names are paths and two of them share the node above. A saved model stays what it
   * was when it was trained.
   */
  readonly hierarchy: HierarchySetting;
  /**
   * Whether a text may have several labels, or none. Each label then has a probability of its own, and a threshold that is
   * fitted to it. Default: false, so that each text has one class. A change counts from the next training on.
   */
  readonly multiLabel?: boolean;
}

const defaultSettings: TrainingSettings = {
  priors: "balanced",
  seed: 0,
  clean: defaultClean,
  hierarchy: "auto",
};

export function checkTrainingSettings(given: Partial<TrainingSettings>): TrainingSettings {
  const { priors, seed, clean, hierarchy, maxWindows, multiLabel } = {
    ...defaultSettings,
    ...withoutUndefined(given),
  };
  if (!Number.isSafeInteger(seed) || seed < 0) throw optionError("seed", "a whole number, 0 or more", seed);
  if (typeof priors === "object" ? !areWeights(priors) : priors !== "balanced" && priors !== "observed") {
    throw optionError("priors", '"balanced", "observed", or a positive number per class', priors);
  }
  if (!cleanSchema.safeParse(clean).success) {
    throw optionError("clean", '"auto", or a list of "html" and "quotes"', clean);
  }
  if (typeof hierarchy !== "boolean" && hierarchy !== "auto") {
    throw optionError("hierarchy", 'true, false or "auto"', hierarchy);
  }
  if (multiLabel !== undefined && typeof multiLabel !== "boolean") {
    throw optionError("multiLabel", "true or false", multiLabel);
  }
  if (multiLabel && hierarchy === true) {
    throw new InputError(
      "Classes of several labels per text have no hierarchy; leave out one of the options multiLabel and hierarchy.",
    );
  }
  return {
    priors,
    seed,
    clean,
    hierarchy,
    ...(multiLabel && { multiLabel }),
    ...(maxWindows !== undefined && { maxWindows }),
  };
}

export function checkClassifyOptions(options: ClassifyOptions): void {
  const { top, threshold, none, precision, costs, coverage, heldOut } = options;
  if (none !== undefined && typeof none !== "boolean") throw optionError("none", "true or false", none);
  if (top !== undefined && !(Number.isSafeInteger(top) && top >= 1)) {
    throw optionError("top", "a whole number, 1 or more", top);
  }
  if (threshold !== undefined && !(typeof threshold === "number" && threshold >= 0 && threshold <= 1)) {
    throw optionError("threshold", "a number from 0 to 1", threshold);
  }
  if (precision !== undefined && !isShare(precision) && !areShares(precision)) {
    throw optionError(
      "precision",
      "a number above 0 and below 1, or an object with one per class",
      precision,
    );
  }
  if (coverage !== undefined && !isShare(coverage)) {
    throw optionError("coverage", "a number above 0 and below 1", coverage);
  }
  if (heldOut !== undefined && !isHeldOutAnswers(heldOut)) {
    throw optionError("heldOut", "held-out answers, as answerHeldOut returns them", heldOut);
  }
  if (costs === undefined) return;
  if (!isOptions(costs)) throw optionError("costs", "an object { truth: { answer: cost } }", costs);
  if (threshold !== undefined || precision !== undefined) {
    throw new InputError(
      'The option costs cannot be used with threshold or precision: give the answer "unsure" a cost instead.',
    );
  }
}

function isShare(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < 1;
}

function areShares(value: unknown): boolean {
  return isOptions(value) && Object.keys(value).length > 0 && Object.values(value).every(isShare);
}

function areWeights(priors: Readonly<Record<string, number>> | null): boolean {
  if (priors === null || Array.isArray(priors)) return false;
  const weights = Object.values(priors);
  return weights.length > 0 && weights.every((weight) => Number.isFinite(weight) && weight > 0);
}

function withoutUndefined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
