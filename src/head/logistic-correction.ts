import { minimize } from "../math/lbfgs.ts";
import { type Matrix, rowOf, transposed, zeros } from "../math/matrix.ts";
import { fastExp } from "../math/softmax.ts";
import { multiply } from "../onnx/product.ts";
import type { LabeledVectors } from "./labeled-vectors.ts";
import type { LinearHead } from "./linear-head.ts";

/** Vectors are divided by this, so that one penalty suits weights and biases. Larger: the weights are penalized more. */
const unit = 0.046;

/** The data of a correction. */
export interface CorrectionProblem {
  readonly rows: LabeledVectors;
  /** Logits of the head to be corrected: [rows, classes]. */
  readonly logits: Matrix;
  /** Weight of each row. */
  readonly weights: Float64Array;
}

/**
 * Fits a correction at one penalty.
 * @param steps maximum number of L-BFGS steps
 * @param start the correction to start from. Default: zero
 */
export type CorrectionFitter = (penalty: number, steps: number, start?: LinearHead) => Promise<LinearHead>;

/**
 * Returns a function that fits a linear head D, which is added to the logits of another head, by multinomial logistic
 * regression with a penalty on any change. D minimizes
 * sum_i w_i loss(logits_i + D x_i / unit, y_i) + penalty |D|^2 / 2.
 */
export function correctionOf(problem: CorrectionProblem): CorrectionFitter {
  const inputs = withConstant(problem.rows.vectors);
  const inputsTransposed = transposed(inputs);
  const classes = problem.logits.columns;
  return async (penalty, steps, start) => {
    async function objective(point: Float64Array, gradient: Float64Array): Promise<number> {
      const head = { rows: inputs.columns, columns: classes, data: new Float32Array(point) };
      const scores = await multiply(inputs, head);
      let value = replaceByGradient(scores, problem);
      const { data } = await multiply(inputsTransposed, scores);
      for (let i = 0; i < point.length; i++) {
        value += (penalty * point[i] * point[i]) / 2;
        gradient[i] = data[i] + penalty * point[i];
      }
      return value;
    }
    const from = start === undefined ? new Float64Array(inputs.columns * classes) : pointAt(start);
    const options = { maximumIterations: steps, valueTolerance: 1e-6 };
    return headAt((await minimize(objective, from, options)).point, classes);
  };
}

/** Returns the weighted sum of losses, and replaces what a correction adds to the logits by the gradient of the loss in it. */
function replaceByGradient(
  { data, columns }: Matrix,
  { rows: { labels }, logits, weights }: CorrectionProblem,
): number {
  let loss = 0;
  for (let i = 0, start = 0; i < labels.length; i++, start += columns) {
    const end = start + columns;
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = start; k < end; k++) {
      const logit = data[k] + logits.data[k];
      data[k] = logit;
      if (logit > highest) highest = logit;
    }
    const own = start + labels[i];
    const lead = highest - data[own];
    let total = 0;
    for (let k = start; k < end; k++) {
      const exponential = fastExp(data[k] - highest);
      data[k] = exponential;
      total += exponential;
    }
    loss += weights[i] * (lead + Math.log(total));
    const scale = weights[i] / total;
    for (let k = start; k < end; k++) data[k] *= scale;
    data[own] -= weights[i];
  }
  return loss;
}

/** Returns the sum of two heads. */
export function addHeads(a: LinearHead, b: LinearHead): LinearHead {
  return {
    weights: { ...a.weights, data: a.weights.data.map((value, i) => value + b.weights.data[i]) },
    bias: a.bias.map((value, c) => value + b.bias[c]),
  };
}

/** Returns the vectors divided by `unit`, each followed by a one for the bias. */
function withConstant(vectors: Matrix): Matrix {
  const extended = zeros(vectors.rows, vectors.columns + 1);
  for (let i = 0; i < vectors.rows; i++) {
    const [target, source] = [rowOf(extended, i), rowOf(vectors, i)];
    for (let j = 0; j < source.length; j++) target[j] = source[j] / unit;
    target[source.length] = 1;
  }
  return extended;
}

/** Returns the head at a point of shape [dimensions + 1, classes]: one row per dimension of the vectors, and one for the biases. */
function headAt(point: Float64Array, classes: number): LinearHead {
  const dimensions = point.length / classes - 1;
  const head = { weights: zeros(classes, dimensions), bias: new Float32Array(classes) };
  for (let c = 0; c < classes; c++) {
    const row = rowOf(head.weights, c);
    for (let j = 0; j < dimensions; j++) row[j] = point[j * classes + c] / unit;
    head.bias[c] = point[dimensions * classes + c];
  }
  return head;
}

function pointAt({ weights, bias }: LinearHead): Float64Array {
  const { rows: classes, columns: dimensions } = weights;
  const point = new Float64Array((dimensions + 1) * classes);
  for (let c = 0; c < classes; c++) {
    const row = rowOf(weights, c);
    for (let j = 0; j < dimensions; j++) point[j * classes + c] = row[j] * unit;
    point[dimensions * classes + c] = bias[c];
  }
  return point;
}
