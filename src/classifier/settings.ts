import { optionError } from "../errors.ts";
import { type Clean, cleanSchema, defaultClean } from "../task/clean/clean-text.ts";
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
}

const defaultSettings: TrainingSettings = { priors: "balanced", seed: 0, clean: defaultClean };

export function checkTrainingSettings(given: Partial<TrainingSettings>): TrainingSettings {
  const { priors, seed, clean, maxWindows } = { ...defaultSettings, ...withoutUndefined(given) };
  if (!Number.isSafeInteger(seed) || seed < 0) throw optionError("seed", "a whole number, 0 or more", seed);
  if (typeof priors === "object" ? !areWeights(priors) : priors !== "balanced" && priors !== "observed") {
    throw optionError("priors", '"balanced", "observed", or a positive number per class', priors);
  }
  if (!cleanSchema.safeParse(clean).success) {
    throw optionError("clean", '"auto", or a list of "html" and "quotes"', clean);
  }
  return { priors, seed, clean, ...(maxWindows !== undefined && { maxWindows }) };
}

export function checkClassifyOptions({ top, threshold, none }: ClassifyOptions): void {
  if (none !== undefined && typeof none !== "boolean") throw optionError("none", "true or false", none);
  if (top !== undefined && !(Number.isSafeInteger(top) && top >= 1)) {
    throw optionError("top", "a whole number, 1 or more", top);
  }
  if (threshold !== undefined && !(typeof threshold === "number" && threshold >= 0 && threshold <= 1)) {
    throw optionError("threshold", "a number from 0 to 1", threshold);
  }
}

function areWeights(priors: Readonly<Record<string, number>> | null): boolean {
  if (priors === null || Array.isArray(priors)) return false;
  const weights = Object.values(priors);
  return weights.length > 0 && weights.every((weight) => Number.isFinite(weight) && weight > 0);
}

function withoutUndefined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
