import { minimize } from "../math/lbfgs.ts";
import { sum } from "../math/vector.ts";

/** Where P(none) = 1 / (1 + exp(slope x closeness - level)) crosses one half, and how steeply. */
export interface Boundary {
  readonly level: number;
  readonly slope: number;
}

/** Closeness of texts that belong to a class and of texts that belong to none, each as if it had not been seen. */
export interface JudgedCloseness {
  readonly inside: Float64Array;
  /** How much each text inside counts, on average 1. Default: 1 each. */
  readonly insideWeights?: Float64Array;
  readonly outside: Float64Array;
}

/** How many texts in ten are taken to be none. */
const noneShare = 0.3;
/** How stiffly level (per squared unit) and slope (per squared share of it) hold to what was expected. */
const levelStiffness = 2.5;
const slopeStiffness = 40;
const leastSlopeShare = 0.1;

/**
 * Logistic regression of none against inside on closeness z, pulled towards the boundary expected beforehand (l, s): with
 * m the log odds at the mean closeness z' and k the slope's share of the expected, it minimizes
 * sum w loss(m - k s (z - z')) + levelStiffness (m - l + s z')^2 / 2 + slopeStiffness (k - 1)^2 / 2.
 * Weights w count three in ten as none; neither side weighs more than its number of texts.
 */
export async function fitBoundary(
  { inside, insideWeights, outside }: JudgedCloseness,
  expected: Boundary,
): Promise<Boundary> {
  const odds = noneShare / (1 - noneShare);
  const outsideTotal = Math.min(outside.length, inside.length * odds);
  const sides = [
    { values: inside, weight: outsideTotal / odds / inside.length, each: insideWeights, isNone: 0 },
    { values: outside, weight: outsideTotal / outside.length, each: undefined, isNone: 1 },
  ];
  const center = (sum(inside) + sum(outside)) / (inside.length + outside.length);
  const expectedOdds = expected.level - expected.slope * center;

  function objective(point: Float64Array, gradient: Float64Array): number {
    const [odds, share] = point;
    let value = (levelStiffness * (odds - expectedOdds) ** 2 + slopeStiffness * (share - 1) ** 2) / 2;
    gradient[0] = levelStiffness * (odds - expectedOdds);
    gradient[1] = slopeStiffness * (share - 1);
    for (const { values, weight: ofSide, each, isNone } of sides) {
      for (const [i, closeness] of values.entries()) {
        const weight = ofSide * (each?.[i] ?? 1);
        const lever = -expected.slope * (closeness - center);
        const logit = odds + share * lever;
        const error = weight * (1 / (1 + Math.exp(-logit)) - isNone);
        value += weight * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - isNone * logit);
        gradient[0] += error;
        gradient[1] += error * lever;
      }
    }
    return value;
  }

  const { point } = await minimize(objective, Float64Array.of(expectedOdds, 1), { gradientTolerance: 1e-6 });
  const slope = Math.max(point[1], leastSlopeShare) * expected.slope;
  return { level: point[0] + slope * center, slope };
}
