import { type Matrix, zeros } from "../math/matrix.ts";
import { createRandom } from "../math/random.ts";
import type { DualFit, DualProblem } from "./dual-problem.ts";
import { DualRows } from "./dual-rows.ts";

export interface DualFitOptions {
  /** L2 penalty on weights and biases; the inverse of scikit-learn's C. Larger: smaller weights. */
  readonly penalty: number;
  /** A fit of the same rows to start from, usually at a larger penalty. Default: all weights zero. */
  readonly start?: DualFit;
  /** Maximum number of passes over the rows. More fit more exactly and take more time. Default: 20. */
  readonly passes?: number;
  /** The fit ends once the duality gap is about this share of the loss. Smaller: more exact, more time. Default: 0.03. */
  readonly tolerance?: number;
}

/**
 * How far a fit begins from the weights of its start: 1 keeps the weights, 0 keeps the probabilities, with which the weights
 * are as many times larger as the penalty is smaller. The best weights lie between.
 */
const keptWeights = 0.75;

/**
 * Fits multinomial logistic regression on sparse features by dual coordinate descent (Yu, Huang and Lin, "Dual coordinate
 * descent methods for logistic regression and maximum entropy models", 2011). It minimizes
 *
 *     sum_i w_i loss(x_i W + b, y_i) + penalty (|W|^2 + |b|^2) / 2
 *
 * Its minimum has W = sum_i w_i x_i (e_yi - p_i) / penalty, with p_i the probabilities of row i. Each step finds the best p_i
 * of one row and adds the change to W. A pass over the rows takes about as long as one gradient, and few passes are needed.
 * The same rows in the same order give the same head. Memory: one number per weight, and one per row and class.
 * @example
 * const { head } = fitDualSoftmax({ features, labels, classes: 2 }, { penalty: 1 });
 */
export function fitDualSoftmax(problem: DualProblem, options: DualFitOptions): DualFit {
  const { penalty, start, passes = 20, tolerance = 0.03 } = options;
  const fit = start === undefined ? zeroFit(problem, penalty) : moved(start, problem, penalty);
  const rows = new DualRows(problem, fit, tolerance);
  const random = createRandom(problem.labels.length);
  let order = Array.from(problem.labels.keys());
  for (let pass = 0; pass < passes; pass++) {
    order = random.shuffle(order);
    let [gap, loss] = [0, 0];
    for (const i of order) {
      gap += rows.improve(i);
      loss += rows.loss;
    }
    if (gap <= tolerance * loss) break;
  }
  return fit;
}

/** Returns a fit of some rows as a start for more rows: the others change no weight yet. */
export function startForMoreRows(fit: DualFit, rows: Int32Array, { labels, classes }: DualProblem): DualFit {
  const probabilities = ownClasses(labels, classes);
  for (const [k, i] of rows.entries()) {
    const from = k * classes;
    probabilities.data.set(fit.probabilities.data.subarray(from, from + classes), i * classes);
  }
  return { ...fit, probabilities };
}

/** Each row's own class has all of its probability, so that all weights are zero. */
function zeroFit({ features, labels, classes }: DualProblem, penalty: number): DualFit {
  const head = { weights: zeros(features.columns, classes), bias: new Float32Array(classes) };
  return { head, probabilities: ownClasses(labels, classes), penalty };
}

function ownClasses(labels: Int32Array, classes: number): Matrix {
  const found = zeros(labels.length, classes);
  for (const [i, label] of labels.entries()) found.data[i * classes + label] = 1;
  return found;
}

/** Returns a copy of a fit whose weights belong to its probabilities at another penalty. */
function moved(
  { head, probabilities, penalty }: DualFit,
  { labels, classes }: DualProblem,
  to: number,
): DualFit {
  // The residuals e_y - p may shrink, but not grow: p would leave the range from 0 to 1.
  const share = Math.min((to / penalty) ** keptWeights, 1);
  const growth = (share * penalty) / to;
  const data = probabilities.data.map((value) => share * value);
  for (const [i, label] of labels.entries()) data[i * classes + label] += 1 - share;
  return {
    head: {
      weights: { ...head.weights, data: head.weights.data.map((value) => value * growth) },
      bias: head.bias.map((value) => value * growth),
    },
    probabilities: { ...probabilities, data },
    penalty: to,
  };
}
