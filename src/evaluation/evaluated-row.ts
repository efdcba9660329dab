import { argumentError, InputError, isOptions } from "../errors.ts";

/** A prediction with its probability, from any classifier: a `Classification`, or a row of another tool's output. */
export interface ScoredPrediction {
  /** Name of the class, or null for "none of these classes" and for no answer. */
  readonly prediction: string | null;
  /** Probability of the prediction, 0 to 1. */
  readonly probability: number;
  /** Probability per class name, 0 to 1, of all classes or of the most probable ones. */
  readonly probabilities?: Readonly<Record<string, number>>;
  /** Probability that the text is out of scope, 0 to 1. */
  readonly noneProbability?: number;
}

/** A prediction together with its truth. Every metric is computed from a list of these. */
export interface EvaluatedRow extends ScoredPrediction {
  /** Name of the true class, or null if the text is out of scope. */
  readonly truth: string | null;
}

/**
 * Joins truths and predictions by position.
 * @throws InputError if there are none, if the lists differ in length, or if a probability is not between 0 and 1
 */
export function evaluatedRows(
  truths: readonly (string | null)[],
  predictions: readonly ScoredPrediction[],
): EvaluatedRow[] {
  checkTruths(truths);
  checkPredictions(predictions);
  if (truths.length !== predictions.length) {
    throw new InputError(
      `There are ${truths.length} true labels but ${predictions.length} predictions; give one true label per prediction.`,
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
      `The true label ${i + 1} must be a string, or null for a text that is out of scope.`,
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
  const invalid = all.findIndex((value) => !(typeof value === "number" && value >= 0 && value <= 1));
  if (invalid < 0) return;
  throw new InputError(
    `Prediction ${index + 1} has the probability ${String(all[invalid])}; it must be a number from 0 to 1.`,
  );
}
