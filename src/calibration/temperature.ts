import { minimizeScalar, type ScalarPoint } from "../math/scalar-search.ts";
import { fastExp } from "../math/softmax.ts";
import type { HeldOutScores } from "./held-out-scores.ts";

/** Number of rows that the expected temperature counts as. Larger: the held-out rows change the temperature less. */
const priorStrength = 20;

export interface Temperature {
  readonly value: number;
  /** Weighted sum of log losses at this temperature. */
  readonly loss: number;
}

/**
 * Fits the temperature T of probabilities softmax(scores / T) to held-out rows (Guo et al. 2017), with a prior at the
 * expected temperature: T minimizes sum w loss(s / T) + priorStrength (log T - log expected)^2 / 2.
 */
export function fitTemperature(heldOut: HeldOutScores, expected: number): Temperature {
  const center = Math.log(expected);
  const penalized = (logT: number): ScalarPoint => {
    const sharpness = Math.exp(-logT);
    const found = lossAt(heldOut, sharpness);
    const off = logT - center;
    return {
      value: found.value + (priorStrength * off ** 2) / 2,
      slope: -sharpness * found.slope + priorStrength * off,
      curvature: sharpness * (sharpness * found.curvature + found.slope) + priorStrength,
    };
  };
  const { point } = minimizeScalar(penalized, center - 3, center + 3, 0.001);
  return { value: Math.exp(point), loss: lossAt(heldOut, Math.exp(-point)).value };
}

/**
 * Returns the weighted sum of losses at a sharpness b = 1 / T. Its slope in b is E[s] - s_y, its curvature the variance
 * of s.
 */
function lossAt({ scores, labels, weights }: HeldOutScores, sharpness: number): ScalarPoint {
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
