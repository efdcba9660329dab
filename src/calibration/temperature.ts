import { type Matrix, rowOf } from "../math/matrix.ts";
import { minimizeScalar, type ScalarPoint } from "../math/scalar-search.ts";
import { fastExp } from "../math/softmax.ts";
import { variance } from "../math/vector.ts";

/** Scores of rows whose class is known, made by a head that had not seen them. */
export interface JudgedScores {
  /** [rows, classes]. */
  readonly scores: Matrix;
  readonly labels: Int32Array;
  /** How much each row counts. */
  readonly weights: Float64Array;
}

/**
 * Returns the share of rows whose own class scores highest, 0 to 1.
 * @param weights how much each row counts. Default: 1 each
 */
export function accuracyOf(
  { scores, labels }: Pick<JudgedScores, "scores" | "labels">,
  weights?: Float64Array,
): number {
  let [right, total] = [0, 0];
  for (let i = 0; i < scores.rows; i++) {
    const row = rowOf(scores, i);
    const weight = weights?.[i] ?? 1;
    if (row.indexOf(row.reduce((a, b) => Math.max(a, b))) === labels[i]) right += weight;
    total += weight;
  }
  return right / total;
}

/** Rows of evidence, roughly, that the temperature expected beforehand counts as. */
const priorStrength = 20;

export interface Temperature {
  readonly value: number;
  /** Weighted sum of log losses at that temperature. */
  readonly loss: number;
}

/**
 * The temperature T of probabilities softmax(scores / T) that held-out rows ask for (Guo et al. 2017), pulled towards
 * what was expected beforehand: argmin of sum w loss(s / T) + strength (log T - log expected)^2 / 2.
 */
export function fitTemperature(judged: JudgedScores, expected: number): Temperature {
  const center = Math.log(expected);
  const penalized = (logT: number): ScalarPoint => {
    const sharpness = Math.exp(-logT);
    const found = lossAt(judged, sharpness);
    const off = logT - center;
    return {
      value: found.value + (priorStrength * off ** 2) / 2,
      slope: -sharpness * found.slope + priorStrength * off,
      curvature: sharpness * (sharpness * found.curvature + found.slope) + priorStrength,
    };
  };
  const { point } = minimizeScalar(penalized, center - 3, center + 3, 0.001);
  return { value: Math.exp(point), loss: lossAt(judged, Math.exp(-point)).value };
}

/** The weighted sum of losses at a sharpness b = 1 / T: its slope in b is E[s] - s_y, its curvature the variance of s. */
function lossAt({ scores, labels, weights }: JudgedScores, sharpness: number): ScalarPoint {
  const { data, columns } = scores;
  let [value, slope, curvature] = [0, 0, 0];
  for (let i = 0, start = 0; i < scores.rows; i++, start += columns) {
    const end = start + columns;
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = start; k < end; k++) if (data[k] > highest) highest = data[k];
    let [total, first, second] = [0, 0, 0];
    for (let k = start; k < end; k++) {
      const below = data[k] - highest;
      const exponential = fastExp(below * sharpness);
      total += exponential;
      first += exponential * below;
      second += exponential * below * below;
    }
    const mean = first / total;
    const lead = highest - data[start + labels[i]];
    value += weights[i] * (lead * sharpness + Math.log(total));
    slope += weights[i] * (mean + lead);
    curvature += weights[i] * (second / total - mean * mean);
  }
  return { value, slope, curvature };
}

/**
 * How sharp scores from prompts alone are, learnt across 240 written tasks and the train sides of nine public sets:
 * probabilities are softmax(sharpness x cosine). More classes and more pieces a class make it higher.
 */
export function promptSharpness(classes: number, piecesPerClass: number): number {
  return Math.exp(1.47 + 0.25 * Math.min(Math.log(classes), 4) + 0.36 * Math.log(piecesPerClass));
}

/** The temperature to expect of scores with a given spread where no class has a prompt. */
export function usualTemperature(classes: number, spread: number): number {
  return 0.8 * classes ** -0.22 * spread;
}

/** The standard deviation of each row's scores over the classes, averaged over the rows. */
export function meanSpread(scores: Matrix): number {
  let total = 0;
  for (let i = 0; i < scores.rows; i++) {
    const row = rowOf(scores, i);
    total += Math.sqrt(variance(row));
  }
  return total / Math.max(scores.rows, 1) + 1e-9;
}
