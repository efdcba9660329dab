import { type Matrix, rowOf } from "../math/matrix.ts";
import { softmaxInto } from "../math/softmax.ts";

/** Held-out logits of two channels for the same rows. */
export interface TwoChannels {
  /** Logits of the channel that is always used: [rows, classes]. */
  readonly first: Matrix;
  /** Logits of the channel that is used if it helps: [rows, classes]. */
  readonly second: Matrix;
  /** Class number of each row. */
  readonly labels: Int32Array;
  /** Weight of each row. */
  readonly weights: Float64Array;
}

/** The factors of two channels, whose logits are then added. */
export interface ChannelWeights {
  readonly first: number;
  /** Zero if the rows do not show that the second channel helps. */
  readonly second: number;
}

/**
 * Number of rows that the calibration of the first channel counts as: its factor is expected at 1. Larger: few rows change
 * it less.
 */
const priorStrength = 20;
/**
 * The same for the second channel, whose factor is expected at 0. It keeps the factor finite where the rows are separated
 * perfectly. Larger: few rows give it less weight.
 */
const secondStrength = 1;
/**
 * Number of standard errors that are taken off the second channel's factor. Larger: the second channel needs more rows
 * until it counts; smaller: it may count by chance.
 */
const standardErrors = 2;
const maxSteps = 30;

/**
 * Fits the factors v and w of two channels, so that softmax(v first + w second) is calibrated on held-out rows (logistic
 * regression on two features, by Newton's method). Of w, two standard errors are taken off: with few rows it is zero or
 * small, so that a channel that helps only by chance is left out. Then v is fitted again.
 */
export function fitChannelWeights(channels: TwoChannels): ChannelWeights {
  const both = minimum(channels, [1, 0], [true, true]);
  const { hessian } = lossAt(channels, both);
  const determinant = hessian[0] * hessian[2] - hessian[1] ** 2;
  const standardError = Math.sqrt(hessian[0] / determinant);
  const second = Math.max(both[1] - standardErrors * standardError, 0);
  const [first] = minimum(channels, [1, second], [true, false]);
  return { first, second };
}

type Pair = readonly [number, number];

function minimum(channels: TwoChannels, start: Pair, free: readonly [boolean, boolean]): Pair {
  let point = start;
  let current = lossAt(channels, point);
  for (let step = 0; step < maxSteps; step++) {
    const [changeFirst, changeSecond] = newtonStep(current, free);
    let share = 1;
    for (;;) {
      const next: Pair = [point[0] + share * changeFirst, point[1] + share * changeSecond];
      const found = lossAt(channels, next);
      if (found.value <= current.value) {
        point = next;
        current = found;
        break;
      }
      share /= 2;
      if (share < 1e-4) return point;
    }
    if (Math.abs(share * changeFirst) + Math.abs(share * changeSecond) < 1e-5) break;
  }
  return point;
}

interface Loss {
  readonly value: number;
  readonly gradient: Pair;
  /** The second derivatives: by first twice, by first and second, by second twice. */
  readonly hessian: readonly [number, number, number];
}

function newtonStep({ gradient, hessian }: Loss, free: readonly [boolean, boolean]): Pair {
  const [a, b, c] = hessian;
  if (!free[1]) return [-gradient[0] / a, 0];
  const determinant = a * c - b * b;
  return [
    -(c * gradient[0] - b * gradient[1]) / determinant,
    -(a * gradient[1] - b * gradient[0]) / determinant,
  ];
}

function lossAt({ first, second, labels, weights }: TwoChannels, [v, w]: Pair): Loss {
  const probabilities = new Float64Array(first.columns);
  const off = v - 1;
  let value = (priorStrength * off * off + secondStrength * w * w) / 2;
  const gradient: [number, number] = [priorStrength * off, secondStrength * w];
  const hessian: [number, number, number] = [priorStrength, 0, secondStrength];
  for (const [i, label] of labels.entries()) {
    const [a, b, weight] = [rowOf(first, i), rowOf(second, i), weights[i]];
    for (let c = 0; c < a.length; c++) probabilities[c] = v * a[c] + w * b[c];
    const own = probabilities[label];
    value += weight * (softmaxInto(probabilities, probabilities) - own);
    let [meanA, meanB, squareA, product, squareB] = [0, 0, 0, 0, 0];
    for (let c = 0; c < a.length; c++) {
      const probability = probabilities[c];
      meanA += probability * a[c];
      meanB += probability * b[c];
      squareA += probability * a[c] * a[c];
      product += probability * a[c] * b[c];
      squareB += probability * b[c] * b[c];
    }
    gradient[0] += weight * (meanA - a[label]);
    gradient[1] += weight * (meanB - b[label]);
    hessian[0] += weight * (squareA - meanA * meanA);
    hessian[1] += weight * (product - meanA * meanB);
    hessian[2] += weight * (squareB - meanB * meanB);
  }
  return { value, gradient, hessian };
}

/** Returns the weighted loss of softmax(v first + w second), for a comparison of second channels. */
export function lossOfChannels(channels: TwoChannels, { first, second }: ChannelWeights): number {
  return lossAt(channels, [first, second]).value;
}
