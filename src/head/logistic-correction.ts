import { minimize } from "../math/lbfgs.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { multiply } from "../math/product.ts";
import { softmaxInto } from "../math/softmax.ts";
import type { LabeledVectors } from "./labeled-vectors.ts";
import { type LinearHead, scoreVectors } from "./linear-head.ts";

/** Vectors are divided by this, so that one penalty fits weights and biases. */
const unit = 0.046;
const iterations = 12;

export interface CorrectionProblem {
  readonly rows: LabeledVectors;
  /** Logits of the head that is corrected: [rows, classes]. */
  readonly logits: Matrix;
  /** How much each row counts. */
  readonly weights: Float64Array;
}

/**
 * A linear head D to be added to another's logits, by multinomial logistic regression penalized towards no change:
 * sum_i w_i loss(logits_i + D x_i / unit, y_i) + penalty |D|^2 / 2, a few L-BFGS steps from `start`.
 */
export async function correctLogits(
  problem: CorrectionProblem,
  penalty: number,
  start?: LinearHead,
): Promise<LinearHead> {
  const { rows, logits, weights } = problem;
  const [classes, dimensions] = [logits.columns, rows.vectors.columns];
  const size = classes * (dimensions + 1);
  const inverseUnit = 1 / unit;

  async function objective(point: Float64Array, gradient: Float64Array): Promise<number> {
    const head = headAt(point, classes, dimensions);
    const scores = await scoreVectors(head, rows.vectors);
    let value = 0;
    for (let i = 0; i < scores.rows; i++) {
      const row = rowOf(scores, i);
      const offset = rowOf(logits, i);
      for (let c = 0; c < classes; c++) row[c] += offset[c];
      const own = row[rows.labels[i]];
      value += weights[i] * (softmaxInto(row, row) - own);
      row[rows.labels[i]] -= 1;
      for (let c = 0; c < classes; c++) row[c] *= weights[i];
    }
    const slopes = await multiply(scores, rows.vectors, { transposeA: true });
    for (let i = 0; i < size; i++) {
      value += (penalty * point[i] * point[i]) / 2;
      gradient[i] = penalty * point[i];
    }
    for (let i = 0; i < slopes.data.length; i++) gradient[i] += slopes.data[i] * inverseUnit;
    for (let i = 0; i < scores.data.length; i++)
      gradient[classes * dimensions + (i % classes)] += scores.data[i];
    return value;
  }

  const from = start === undefined ? new Float64Array(size) : pointAt(start);
  const { point } = await minimize(objective, from, { maximumIterations: iterations, valueTolerance: 1e-6 });
  return headAt(point, classes, dimensions);
}

/** The sum of two heads. */
export function addHeads(a: LinearHead, b: LinearHead): LinearHead {
  return {
    weights: { ...a.weights, data: a.weights.data.map((value, i) => value + b.weights.data[i]) },
    bias: a.bias.map((value, c) => value + b.bias[c]),
  };
}

/** The variables, in units of `unit`, as a head on the vectors themselves. */
function headAt(point: Float64Array, classes: number, dimensions: number): LinearHead {
  const weights = zeros(classes, dimensions);
  for (let i = 0; i < weights.data.length; i++) weights.data[i] = point[i] / unit;
  return { weights, bias: Float32Array.from(point.subarray(classes * dimensions)) };
}

function pointAt({ weights, bias }: LinearHead): Float64Array {
  const point = new Float64Array(weights.data.length + bias.length);
  for (let i = 0; i < weights.data.length; i++) point[i] = weights.data[i] * unit;
  point.set(bias, weights.data.length);
  return point;
}
