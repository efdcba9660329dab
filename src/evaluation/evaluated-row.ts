import { InputError, isOptions } from "../errors.ts";
import { type ScoredProbabilities, scoreProbabilities } from "./probability-scores.ts";

/** A prediction with its probability, from any classifier: a `Classification`, or a row of another tool's output. */
export interface ScoredPrediction {
  /** Name of the class, or null for "none of these classes" and for no answer. */
  readonly prediction: string | null;
  /**
   * Probability of the prediction, 0 to 1. Default: its entry in `probabilities`. If neither is given, calibration and
   * coverage are not measured.
   */
  readonly probability?: number;
  /** Probability per class name, 0 to 1, of all classes or of the most probable ones. */
  readonly probabilities?: Readonly<Record<string, number>>;
  /** Probability that the text is out of scope, 0 to 1. */
  readonly noneProbability?: number;
}

/** What is known of a row besides its truth and its prediction. */
export interface RowDetails {
  /** Identifier of the row, for example its value in the column "id". */
  readonly id?: string;
  readonly text?: string;
  /**
   * Number of a group of rows that are equal or nearly equal. Such rows are no independent evidence, so intervals are
   * computed from groups. Default: each row is a group of its own.
   */
  readonly group?: number;
}

/**
 * A prediction together with its truth. Every figure is computed from these. The probabilities of all classes are reduced
 * to a few numbers, so that the memory does not depend on the number of classes.
 */
export interface EvaluatedRow {
  /** Name of the true class, or null if the text is out of scope. */
  readonly truth: string | null;
  readonly prediction: string | null;
  readonly probability?: number;
  readonly noneProbability?: number;
  /** Absent if the row has no probabilities. */
  readonly scored?: ScoredProbabilities;
}

/**
 * Checks a truth and a prediction, and reduces them to what the figures need.
 * @param number number of the row, from 1, for messages
 * @throws InputError if one of them is invalid
 */
export function evaluatedRow(truth: string | null, given: ScoredPrediction, number: number): EvaluatedRow {
  if (typeof truth !== "string" && truth !== null) {
    throw new InputError(
      `The true label ${number} must be a string, or null for a text that is out of scope.`,
    );
  }
  checkPrediction(given, number);
  const { prediction, probabilities, noneProbability } = given;
  const probability = given.probability ?? ownProbability(prediction, probabilities);
  return {
    truth,
    prediction,
    ...(probability !== undefined && { probability }),
    ...(noneProbability !== undefined && { noneProbability }),
    ...(probabilities !== undefined && { scored: scoreProbabilities(truth, probabilities) }),
  };
}

/** Returns whether a row is classified correctly. The prediction null is correct if the truth is null. */
export function isCorrect({ truth, prediction }: Pick<EvaluatedRow, "truth" | "prediction">): boolean {
  return truth === prediction;
}

function ownProbability(
  prediction: string | null,
  probabilities: ScoredPrediction["probabilities"],
): number | undefined {
  if (prediction === null || probabilities === undefined) return undefined;
  return Object.hasOwn(probabilities, prediction) ? probabilities[prediction] : undefined;
}

function checkPrediction(given: unknown, number: number): asserts given is ScoredPrediction {
  if (!isOptions(given)) throw new InputError(`Prediction ${number} must be an object.`);
  const {
    prediction,
    probability = 0,
    probabilities = {},
    noneProbability = 0,
  }: Partial<Record<keyof ScoredPrediction, unknown>> = given;
  if (typeof prediction !== "string" && prediction !== null) {
    throw new InputError(`Prediction ${number} must have a string or null as its prediction.`);
  }
  if (!isOptions(probabilities)) {
    throw new InputError(
      `The probabilities of prediction ${number} must be an object { name: probability }.`,
    );
  }
  checkProbability(probability, number);
  checkProbability(noneProbability, number);
  for (const name in probabilities) {
    checkProbability((probabilities as Readonly<Record<string, unknown>>)[name], number);
  }
}

function checkProbability(value: unknown, number: number): void {
  if (typeof value === "number" && value >= 0 && value <= 1) return;
  throw new InputError(
    `Prediction ${number} has the probability ${String(value)}; it must be a number from 0 to 1.`,
  );
}
