import { readFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import type { EvaluateOptions } from "../../src/evaluation/evaluate-options.ts";
import type { ScoredPrediction } from "../../src/evaluation/evaluated-row.ts";
import type { Evaluation } from "../../src/evaluation/evaluation.ts";

/** A prediction with its truth. */
export interface LabeledPrediction extends ScoredPrediction {
  readonly truth: string | null;
}

/** Evaluates rows without intervals, unless `resamples` is given. */
export function evaluateRows(rows: readonly LabeledPrediction[], options?: EvaluateOptions): Evaluation {
  return evaluate(
    rows.map(({ truth }) => truth),
    rows,
    { resamples: 0, ...options },
  );
}

/** A fixture written by fixtures/make_fixtures.py. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `${name}.json`), "utf8")) as T;
}

/** 200 random predictions over six classes, and their metrics by scikit-learn 1.9.1. */
export interface EvaluationFixture {
  readonly rows: (LabeledPrediction & {
    truth: string;
    prediction: string;
    probability: number;
    probabilities: Record<string, number>;
  })[];
  readonly labels: string[];
  readonly accuracy: number;
  readonly macroF1: number;
  readonly precision: number[];
  readonly recall: number[];
  readonly f1: number[];
  readonly support: number[];
  readonly confusion: number[][];
  readonly logLoss: number;
  readonly brierScore: number;
  readonly topK: Record<string, number>;
  readonly expectedCalibrationError: number;
}

/** Returns a row with a truth, a prediction and its probability. */
export function answered(
  truth: string | null,
  prediction: string | null,
  probability = 1,
): LabeledPrediction {
  return { truth, prediction, probability };
}

/** Returns a row with a truth and probabilities per class. */
export function withProbabilities(
  truth: string | null,
  probabilities: Record<string, number>,
): LabeledPrediction {
  return { truth, prediction: null, probability: 0, probabilities };
}
