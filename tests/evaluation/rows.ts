import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EvaluatedRow } from "../../src/evaluation/evaluated-row.ts";

/** A fixture written by fixtures/make_fixtures.py. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `${name}.json`), "utf8")) as T;
}

/** 200 random predictions over six classes, and their metrics by scikit-learn 1.9.1. */
export interface EvaluationFixture {
  readonly rows: (EvaluatedRow & {
    truth: string;
    prediction: string;
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
export function answered(truth: string | null, prediction: string | null, probability = 1): EvaluatedRow {
  return { truth, prediction, probability };
}

/** Returns a row with a truth and probabilities per class. */
export function withProbabilities(truth: string | null, probabilities: Record<string, number>): EvaluatedRow {
  return { truth, prediction: null, probability: 0, probabilities };
}
