import { argumentError, InputError, isOptions } from "../errors.ts";

/** An answer to be judged; whoever gave it. `Classification` is one, and so is a line of another tool's output. */
export interface ScoredPrediction {
  /** The class; or null for "none of these classes" and for no answer. */
  readonly prediction: string | null;
  /** How sure the answer is said to be, 0 to 1. */
  readonly probability: number;
  /** Probability of every class, or of the most probable ones, by name. */
  readonly probabilities?: Readonly<Record<string, number>>;
  /** Probability that the text belongs to none of the classes. */
  readonly noneProbability?: number;
}

/** An answer together with the truth: what every measure of this room is computed from. */
export interface EvaluatedRow extends ScoredPrediction {
  /** The true class; or null where the text belongs to none of the classes. */
  readonly truth: string | null;
}

/**
 * Joins truths and predictions, row by row.
 * @throws InputError where there are none, where their numbers differ, or where a probability is not one.
 */
export function evaluatedRows(
  truths: readonly (string | null)[],
  predictions: readonly ScoredPrediction[],
): EvaluatedRow[] {
  checkTruths(truths);
  checkPredictions(predictions);
  if (truths.length !== predictions.length) {
    throw new InputError(
      `There are ${truths.length} true labels but ${predictions.length} predictions; give every prediction one true label.`,
    );
  }
  if (truths.length === 0)
    throw new InputError("There is nothing to evaluate; give at least one labeled row.");
  predictions.forEach(checkProbabilities);
  return truths.map((truth, i) => {
    const { prediction, probability, probabilities, noneProbability } = predictions[i];
    return { truth, prediction, probability, probabilities, noneProbability };
  });
}

function checkTruths(truths: readonly (string | null)[]): void {
  if (!Array.isArray(truths)) throw argumentError("truths", "a list of class names and null", truths);
  for (let i = 0; i < truths.length; i++) {
    if (typeof truths[i] === "string" || truths[i] === null) continue;
    throw new InputError(
      `The true label ${i + 1} must be a string, or null for a text that belongs to none of the classes.`,
    );
  }
}

function checkPredictions(predictions: readonly ScoredPrediction[]): void {
  if (!Array.isArray(predictions)) throw argumentError("predictions", "a list of objects", predictions);
  for (let i = 0; i < predictions.length; i++) {
    const prediction: unknown = predictions[i];
    if (!isOptions(prediction)) throw new InputError(`Prediction ${i + 1} must be an object.`);
    const { prediction: name, probabilities }: Partial<Record<keyof ScoredPrediction, unknown>> = prediction;
    if (typeof name !== "string" && name !== null) {
      throw new InputError(`Prediction ${i + 1} must have a string or null as its prediction.`);
    }
    if (probabilities !== undefined && !isOptions(probabilities)) {
      throw new InputError(
        `The probabilities of prediction ${i + 1} must be an object { name: probability }.`,
      );
    }
  }
}

function checkProbabilities(row: ScoredPrediction, index: number): void {
  const all = [row.probability, row.noneProbability ?? 0, ...Object.values(row.probabilities ?? {})];
  const wrong = all.findIndex((value) => !(typeof value === "number" && value >= 0 && value <= 1));
  if (wrong < 0) return;
  throw new InputError(
    `Prediction ${index + 1} has the probability ${String(all[wrong])}; it must be a number from 0 to 1.`,
  );
}
