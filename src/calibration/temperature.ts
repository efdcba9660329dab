import { type Matrix, rowOf } from "../math/matrix.ts";
import { minimizeScalar } from "../math/scalar-search.ts";
import { fastExp } from "../math/softmax.ts";

/** Scores of rows whose class is known, made by a head that had not seen them. */
export interface JudgedScores {
  /** [rows, classes]. */
  readonly scores: Matrix;
  readonly labels: Int32Array;
  /** How much each row counts. */
  readonly weights: Float64Array;
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
  const penalized = (logT: number) =>
    totalLoss(judged, Math.exp(logT)) + (priorStrength * (logT - center) ** 2) / 2;
  const { point } = minimizeScalar(penalized, center - 3, center + 3, 0.005);
  const value = Math.exp(point);
  return { value, loss: totalLoss(judged, value) };
}

function totalLoss({ scores, labels, weights }: JudgedScores, temperature: number): number {
  const { data, columns } = scores;
  const inverse = 1 / temperature;
  let loss = 0;
  for (let i = 0, start = 0; i < scores.rows; i++, start += columns) {
    const end = start + columns;
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = start; k < end; k++) if (data[k] > highest) highest = data[k];
    let total = 0;
    for (let k = start; k < end; k++) total += fastExp((data[k] - highest) * inverse);
    loss += weights[i] * ((highest - data[start + labels[i]]) * inverse + Math.log(total));
  }
  return loss;
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
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    total += Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length);
  }
  return total / Math.max(scores.rows, 1) + 1e-9;
}
