import { optionError } from "../errors.ts";
import type { Priors } from "../training/class-priors.ts";
import type { ClassifyOptions } from "./classification.ts";

/** What decides a training besides the piles; kept with the model, so that training again goes the same way. */
export interface TrainingSettings {
  readonly priors: Priors;
  readonly seed: number;
}

const defaultSettings: TrainingSettings = { priors: "balanced", seed: 0 };

export function checkTrainingSettings(given: Partial<TrainingSettings>): TrainingSettings {
  const { priors = defaultSettings.priors, seed = defaultSettings.seed } = given;
  if (!Number.isSafeInteger(seed) || seed < 0) throw optionError("seed", "a whole number, 0 or more", seed);
  if (typeof priors === "string" ? priors !== "balanced" && priors !== "observed" : !areWeights(priors)) {
    throw optionError("priors", '"balanced", "observed", or a positive number a class', priors);
  }
  return { priors, seed };
}

export function checkClassifyOptions({ top, threshold }: ClassifyOptions): void {
  if (top !== undefined && !(Number.isSafeInteger(top) && top >= 1)) {
    throw optionError("top", "a whole number, 1 or more", top);
  }
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1)) {
    throw optionError("threshold", "a number from 0 to 1", threshold);
  }
}

function areWeights(priors: Readonly<Record<string, number>>): boolean {
  const weights = Object.values(priors);
  return weights.length > 0 && weights.every((weight) => Number.isFinite(weight) && weight > 0);
}
