import { fastExp } from "../math/softmax.ts";
import { wrightOmega } from "../math/wright-omega.ts";
import type { DualFit, DualProblem } from "./dual-problem.ts";

/** Rows whose share of the gap is below this share of the tolerance are not changed. Larger: faster and less exact. */
const restingShare = 0.05;
/** A change of a probability that moves a score of its row by less is left out. Larger: faster and less exact. */
const minMove = 5e-4;
/** Limits of a search for the best probabilities of one row. Coarser: faster, but more passes. */
const maxSteps = 12;
const maxError = 1e-3;
/** Below these limits a probability follows its score only: its own weight hardly pulls it back. Larger: less exact. */
const maxFreeNew = 0.02;
const maxFreeOld = 0.05;

/**
 * Improves a fit row by row, in place. The best probabilities of one row, with the others fixed, are those with
 *
 *     log p_c + k p_c = s_c + k p_c(before) - shift,   k = w |x|^2 / penalty
 *
 * where s are the scores of the row and the shift makes them sum to one. So k p_c is the Wright omega function of the right
 * side plus log k, and the shift is found by Newton's method.
 */
export class DualRows {
  /** Weighted loss of the row that was improved last, before the step. */
  loss = 0;
  readonly #problem: DualProblem;
  readonly #fit: DualFit;
  readonly #resting: number;
  readonly #scores: Float64Array;
  /** The probabilities that the scores of the row give, then its new ones, both up to a factor. */
  readonly #next: Float64Array;
  /** Classes, and their changes: the first ones are valid. */
  readonly #some: Int32Array;
  readonly #changes: Float64Array;

  constructor(problem: DualProblem, fit: DualFit, tolerance: number) {
    this.#problem = problem;
    this.#fit = fit;
    this.#resting = restingShare * tolerance;
    this.#scores = new Float64Array(problem.classes);
    this.#next = new Float64Array(problem.classes);
    this.#some = new Int32Array(problem.classes);
    this.#changes = new Float64Array(problem.classes);
  }

  /** Replaces the probabilities of a row by better ones. Returns about the row's part of the duality gap before. */
  improve(i: number): number {
    const { labels, classes, weights } = this.#problem;
    const weight = weights === undefined ? 1 : weights[i];
    this.loss = 0;
    if (weight === 0) return 0;
    const square = this.#score(i);
    const logTotal = this.#softmax();
    const rowLoss = logTotal - this.#scores[labels[i]];
    this.loss = weight * rowLoss;
    const gap = this.#gap(i * classes);
    if (gap <= this.#resting * rowLoss) return weight * gap;
    const factor = weight / this.#fit.penalty;
    const total = this.#solve(i * classes, factor * square, logTotal);
    this.#apply(i, factor, total, minMove / (factor * square));
    return weight * gap;
  }

  /** Computes the scores of a row. Returns the squared length of its features, with a one for the bias. */
  #score(i: number): number {
    const { starts, indices, values } = this.#problem.features;
    const { weights, bias } = this.#fit.head;
    const [scores, data] = [this.#scores, weights.data];
    const classes = scores.length;
    let square = 1;
    scores.set(bias);
    let entry = starts[i];
    const end = starts[i + 1];
    // Two entries at a time, so that the scores are read and written half as often.
    for (; entry + 1 < end; entry += 2) {
      const [a, b] = [values[entry], values[entry + 1]];
      const [fromA, fromB] = [indices[entry] * classes, indices[entry + 1] * classes];
      square += a * a + b * b;
      for (let c = 0; c < classes; c++) scores[c] += a * data[fromA + c] + b * data[fromB + c];
    }
    if (entry < end) {
      const value = values[entry];
      const from = indices[entry] * classes;
      square += value * value;
      for (let c = 0; c < classes; c++) scores[c] += value * data[from + c];
    }
    return square;
  }

  /** Computes the softmax of the scores. Returns the logarithm of the sum of their exponentials. */
  #softmax(): number {
    const [scores, next] = [this.#scores, this.#next];
    let highest = scores[0];
    for (let c = 1; c < scores.length; c++) if (scores[c] > highest) highest = scores[c];
    let total = 0;
    for (let c = 0; c < scores.length; c++) {
      const exponential = fastExp(scores[c] - highest);
      next[c] = exponential;
      total += exponential;
    }
    const scale = 1 / total;
    for (let c = 0; c < next.length; c++) next[c] *= scale;
    return highest + Math.log(total);
  }

  /** Returns about the divergence of the row's probabilities from those of its scores, which is its part of the gap. */
  #gap(from: number): number {
    const next = this.#next;
    const { data } = this.#fit.probabilities;
    let gap = 0;
    for (let c = 0; c < next.length; c++) {
      const before = data[from + c];
      const change = next[c] - before;
      if (change !== 0) gap += (change * change) / (next[c] + before);
    }
    return gap;
  }

  /** Computes the best probabilities of a row, times the number that is returned. */
  #solve(from: number, stiffness: number, logTotal: number): number {
    const [scores, next, some] = [this.#scores, this.#next, this.#some];
    const { data } = this.#fit.probabilities;
    let [count, free] = [0, 0];
    for (let c = 0; c < next.length; c++) {
      const own = stiffness * data[from + c];
      const expected = stiffness * next[c];
      if (expected < maxFreeNew && own < maxFreeOld) {
        next[c] = expected * (1 + own);
        free += next[c];
      } else {
        scores[c] += own;
        some[count++] = c;
      }
    }
    const first = logTotal - Math.log(stiffness);
    let [shift, scale, sum] = [first, 1, 0];
    for (let step = 0; step < maxSteps; step++) {
      sum = free * scale;
      let slope = sum;
      for (let k = 0; k < count; k++) {
        const omega = wrightOmega(scores[some[k]] - shift);
        next[some[k]] = omega;
        sum += omega;
        slope += omega / (1 + omega);
      }
      const error = sum - stiffness;
      if (Math.abs(error) < maxError * stiffness) break;
      shift += error / slope;
      scale = Math.exp(first - shift);
    }
    for (let k = 0; k < count; k++) next[some[k]] /= scale;
    return sum / scale;
  }

  /** Replaces the probabilities of a row, and adds the change to the weights. */
  #apply(i: number, factor: number, total: number, minChange: number): void {
    const { starts, indices, values } = this.#problem.features;
    const { head, probabilities } = this.#fit;
    const [next, some, changes, data] = [this.#next, this.#some, this.#changes, head.weights.data];
    const classes = next.length;
    let count = 0;
    for (let c = 0, at = i * classes; c < classes; c++, at++) {
      const probability = next[c] / total;
      const change = probabilities.data[at] - probability;
      if (change < minChange && change > -minChange) continue;
      probabilities.data[at] = probability;
      some[count] = c;
      changes[count++] = factor * change;
      head.bias[c] += factor * change;
    }
    for (let entry = starts[i]; entry < starts[i + 1]; entry++) {
      const value = values[entry];
      const from = indices[entry] * classes;
      for (let k = 0; k < count; k++) data[from + some[k]] += value * changes[k];
    }
  }
}
