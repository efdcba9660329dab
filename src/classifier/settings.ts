import { optionError } from "../errors.ts";
import type { ClassifyOptions } from "../trained-model/classification.ts";
import type { Priors } from "../training/class-priors.ts";

/** Settings of a training. They are saved with the model, so that a later training uses them again. */
export interface TrainingSettings {
  readonly priors: Priors;
  readonly seed: number;
  /** Maximum number of windows per text, see ClassifierOptions. Absent for the default. */
  readonly maxWindows?: number;
}

const defaultSettings: TrainingSettings = { priors: "balanced", seed: 0 };

export function checkTrainingSettings(given: Partial<TrainingSettings>): TrainingSettings {
  const { priors = defaultSettings.priors, seed = defaultSettings.seed, maxWindows } = given;
  if (!Number.isSafeInteger(seed) || seed < 0) throw optionError("seed", "a whole number, 0 or more", seed);
  if (typeof priors === "object" ? !areWeights(priors) : priors !== "balanced" && priors !== "observed") {
    throw optionError("priors", '"balanced", "observed", or a positive number per class', priors);
  }
  return { priors, seed, ...(maxWindows !== undefined && { maxWindows }) };
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
