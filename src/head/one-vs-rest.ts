import { minimize } from "../math/lbfgs.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { multiply } from "../onnx/product.ts";
import type { LinearHead } from "./linear-head.ts";
import { replaceBySigmoidGradient } from "./sigmoid-loss.ts";

/** Rows with a probability of every label. */
export interface LabelProblem {
  /** [rows, dimensions]. */
  readonly vectors: Matrix;
  /** Probability of each label, 0 to 1: [rows, labels]. */
  readonly targets: Matrix;
  /** Added to the scores of each row, for a head that corrects another one: [rows, labels]. */
  readonly offsets: Matrix;
  /** Weight of each row: [rows]. */
  readonly weights: Float64Array;
}

export interface LabelFitOptions {
  /** L2 penalty on the weights. Larger: the head stays closer to the offsets. */
  readonly penalty: number;
  /** L2 penalty on the biases. Larger: few rows change how common the labels are expected to be less. */
  readonly biasPenalty: number;
  /** Maximum number of L-BFGS steps. More fit more exactly and take more time. Default: 40. */
  readonly steps?: number;
}

/**
 * Fits independent logistic regressions, one per label, that correct given scores (one-vs-rest). It minimizes
 *
 *     sum_i w_i sum_c log(1 + exp(z_ic)) - t_ic z_ic + penalty |W|^2 / 2 + biasPenalty |b|^2 / 2,  z_i = offset_i + W x_i + b
 *
 * by L-BFGS, for all labels at once: the products are then large enough for a matrix runtime.
 */
export async function fitOneVsRest(problem: LabelProblem, options: LabelFitOptions): Promise<LinearHead> {
  const { vectors, targets, offsets, weights } = problem;
  const { penalty, biasPenalty, steps = 40 } = options;
  const [labels, dimensions] = [targets.columns, vectors.columns];
  const biasAt = labels * dimensions;
  const objective = async (point: Float64Array, gradient: Float64Array): Promise<number> => {
    const head = headAt(point, labels, dimensions);
    const scores = await multiply(vectors, head.weights, { transposeB: true });
    let value = 0;
    gradient.fill(0);
    for (let i = 0; i < scores.rows; i++) {
      const row = rowOf(scores, i);
      const offset = rowOf(offsets, i);
      for (let c = 0; c < labels; c++) row[c] += offset[c] + head.bias[c];
      value += replaceBySigmoidGradient(row, targets.data, i * labels, weights[i]);
      for (let c = 0; c < labels; c++) gradient[biasAt + c] += row[c];
    }
    gradient.set((await multiply(scores, vectors, { transposeA: true })).data);
    for (let at = 0; at < gradient.length; at++) {
      const strength = at < biasAt ? penalty : biasPenalty;
      value += (strength * point[at] * point[at]) / 2;
      gradient[at] += strength * point[at];
    }
    return value;
  };
  const { point } = await minimize(objective, new Float64Array(biasAt + labels), {
    maximumIterations: steps,
    valueTolerance: 1e-5,
  });
  return headAt(point, labels, dimensions);
}

function headAt(point: Float64Array, labels: number, dimensions: number): LinearHead {
  const weights = zeros(labels, dimensions);
  weights.data.set(point.subarray(0, labels * dimensions));
  return { weights, bias: Float32Array.from(point.subarray(labels * dimensions)) };
}
