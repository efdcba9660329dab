import { argumentError, InputError } from "../errors.ts";
import { requireOptions } from "../options/known-options.ts";
import { checkEvaluateOptions, type EvaluateOptions, evaluateOptionNames } from "./evaluate-options.ts";
import type { ScoredPrediction } from "./evaluated-row.ts";
import type { Evaluation } from "./evaluation.ts";
import { Evaluator } from "./evaluator.ts";

/**
 * Evaluates predictions against their true labels: accuracy, F1, calibration, confusion and more, with intervals. It needs
 * no model, so it can evaluate the predictions of any classifier.
 *
 * Intervals cover 95 %. They come from resamples of the rows (bootstrap), in which the rows of one group stay together.
 * @param truths one true label per prediction, in the same order; null is "none of these classes"
 * @throws InputError if there are no rows, if the lists differ in length, or if a probability is not between 0 and 1
 * @example
 * const { accuracy, mostConfused } = evaluate(
 *   ["cat", "dog", "dog"],
 *   [
 *     { prediction: "cat", probability: 0.9 },
 *     { prediction: "cat", probability: 0.6 },
 *     { prediction: "dog", probability: 0.8 },
 *   ],
 * );
 * // accuracy: 0.6666666666666666
 * // mostConfused: [{ truth: "dog", prediction: "cat", count: 1 }]
 */
export function evaluate(
  truths: readonly (string | null)[],
  predictions: readonly ScoredPrediction[],
  options: EvaluateOptions = {},
): Evaluation {
  requireOptions(options, evaluateOptionNames);
  checkEvaluateOptions(options);
  const { details, ...evaluatorOptions } = options;
  checkLists(truths, predictions);
  if (details !== undefined && details.length !== truths.length) {
    throw new InputError(
      `There are ${truths.length} true labels but ${details.length} details; give one entry per row.`,
    );
  }
  const evaluator = new Evaluator(evaluatorOptions);
  for (const [i, truth] of truths.entries()) evaluator.add(truth, predictions[i], details?.[i]);
  return evaluator.finish();
}

/** @throws InputError if an argument is not a list, or if the lists differ in length */
export function checkLists(
  truths: readonly (string | null)[],
  predictions: readonly ScoredPrediction[],
): void {
  if (!Array.isArray(truths)) throw argumentError("truths", "a list of class names and null", truths);
  if (!Array.isArray(predictions)) throw argumentError("predictions", "a list of objects", predictions);
  if (truths.length === predictions.length) return;
  throw new InputError(
    `There are ${truths.length} true labels but ${predictions.length} predictions; give one true label per prediction.`,
  );
}
