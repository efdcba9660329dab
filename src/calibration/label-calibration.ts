import { minimize } from "../math/lbfgs.ts";
import { type Matrix, rowOf } from "../math/matrix.ts";
import { sigmoid, softplus } from "../math/sigmoid.ts";

/** Held-out logits of labels, and which labels the rows have. */
export interface LabelScores {
  /** [rows, labels]. */
  readonly logits: Matrix;
  /** 1 if the row has the label, else 0: [rows, labels]. */
  readonly truths: Matrix;
}

/** The calibrated logit of label c is slopes[c] z + biases[c]. */
export interface LabelCalibration {
  /** [labels], above zero. */
  readonly slopes: Float64Array;
  /** [labels]. */
  readonly biases: Float64Array;
}

/** Number of rows that a shared slope of 1 and a shared bias of 0 count as. Larger: few rows change them less. */
const sharedStrength = 5;
/** Strength of the prior that a label's slope is the shared one. Larger: more rows are needed for a slope of its own. */
const slopeStrength = 20;
/** The same for its bias. */
const biasStrength = 3;
/** The smallest slope. Smaller: a label whose scores say nothing could be ranked in reverse. */
const minSlope = 0.1;

/**
 * Fits Platt scaling (Platt 1999) for every label, shrunk to one that all labels share: labels with few rows nearly keep the
 * shared one. It minimizes the log loss of the calibrated logits plus a quadratic penalty, by L-BFGS.
 */
export async function calibrateLabels({ logits, truths }: LabelScores): Promise<LabelCalibration> {
  const labels = logits.columns;
  // The parameters: differences of the slopes and biases from the shared ones, then the shared ones minus 1 and 0.
  const [biasAt, sharedAt] = [labels, 2 * labels];
  const strengths = Float64Array.from({ length: 2 * labels + 2 }, (_, at) =>
    at < biasAt ? slopeStrength : at < sharedAt ? biasStrength : sharedStrength,
  );
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let value = 0;
    for (let i = 0; i < logits.rows; i++) {
      const [row, truth] = [rowOf(logits, i), rowOf(truths, i)];
      for (let c = 0; c < labels; c++) {
        const slope = 1 + point[sharedAt] + point[c];
        const calibrated = slope * row[c] + point[sharedAt + 1] + point[biasAt + c];
        value += softplus(calibrated) - truth[c] * calibrated;
        const error = sigmoid(calibrated) - truth[c];
        gradient[c] += error * row[c];
        gradient[biasAt + c] += error;
      }
    }
    for (let c = 0; c < labels; c++) {
      gradient[sharedAt] += gradient[c];
      gradient[sharedAt + 1] += gradient[biasAt + c];
    }
    for (let at = 0; at < gradient.length; at++) {
      value += (strengths[at] * point[at] * point[at]) / 2;
      gradient[at] += strengths[at] * point[at];
    }
    return value;
  };
  const { point } = await minimize(objective, new Float64Array(strengths.length), { maximumIterations: 100 });
  return {
    slopes: point.slice(0, labels).map((own) => Math.max(1 + point[sharedAt] + own, minSlope)),
    biases: point.slice(biasAt, sharedAt).map((own) => point[sharedAt + 1] + own),
  };
}

/** Returns the calibrated probabilities: [rows, labels]. */
export function calibratedProbabilities(logits: Matrix, { slopes, biases }: LabelCalibration): Matrix {
  const data = logits.data.map((value, at) => {
    const c = at % logits.columns;
    return sigmoid(slopes[c] * value + biases[c]);
  });
  return { ...logits, data };
}

/** Returns the log loss of each row, summed over its labels: [rows]. */
export function labelLosses(
  { logits, truths }: LabelScores,
  { slopes, biases }: LabelCalibration,
): Float64Array {
  return Float64Array.from({ length: logits.rows }, (_, i) => {
    const [row, truth] = [rowOf(logits, i), rowOf(truths, i)];
    return row.reduce((sum, value, c) => {
      const calibrated = slopes[c] * value + biases[c];
      return sum + softplus(calibrated) - truth[c] * calibrated;
    }, 0);
  });
}
