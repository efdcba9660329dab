import { minimize } from "../math/lbfgs.ts";
import { sum } from "../math/vector.ts";

/** The parameters of P(none) = 1 / (1 + exp(slope x closeness - level)). */
export interface Boundary {
  /** P(none) is one half at closeness level / slope. */
  readonly level: number;
  /** How steeply P(none) falls as closeness grows. */
  readonly slope: number;
}

/** Closeness of texts to the classes, each measured without the text itself. */
export interface HeldOutCloseness {
  /** Of texts that belong to a class. */
  readonly inScope: Float64Array;
  /** Weight of each text in scope, on average 1. Default: 1 each. */
  readonly inScopeWeights?: Float64Array;
  /** Of texts that belong to none of the classes. */
  readonly outOfScope: Float64Array;
}

/** Assumed share of texts that are out of scope. Larger: P(none) is higher for every text. */
const noneShare = 0.3;
/** Weight of the prior of level and of slope. Larger: the texts move them less from what was expected. */
const levelPriorWeight = 2.5;
const slopePriorWeight = 40;
/** Minimum of the slope, as a share of the expected one. Smaller: few texts can make P(none) nearly constant. */
const minSlopeShare = 0.1;

/**
 * Fits level and slope by logistic regression of out of scope against in scope on closeness z, with a prior at the
 * expected boundary (l, s). With m the log odds at the mean closeness z' and k the slope divided by s, it minimizes
 * sum w loss(m - k s (z - z')) + levelPriorWeight (m - l + s z')^2 / 2 + slopePriorWeight (k - 1)^2 / 2.
 * The weights w give the texts out of scope the share `noneShare`; neither side weighs more than its number of texts.
 */
export async function fitBoundary(
  { inScope, inScopeWeights, outOfScope }: HeldOutCloseness,
  expected: Boundary,
): Promise<Boundary> {
  const odds = noneShare / (1 - noneShare);
  const outOfScopeTotal = Math.min(outOfScope.length, inScope.length * odds);
  const sides = [
    { values: inScope, weight: outOfScopeTotal / odds / inScope.length, each: inScopeWeights, isNone: 0 },
    { values: outOfScope, weight: outOfScopeTotal / outOfScope.length, each: undefined, isNone: 1 },
  ];
  const center = (sum(inScope) + sum(outOfScope)) / (inScope.length + outOfScope.length);
  const expectedOdds = expected.level - expected.slope * center;

  function objective(point: Float64Array, gradient: Float64Array): number {
    const [odds, share] = point;
    let value = (levelPriorWeight * (odds - expectedOdds) ** 2 + slopePriorWeight * (share - 1) ** 2) / 2;
    gradient[0] = levelPriorWeight * (odds - expectedOdds);
    gradient[1] = slopePriorWeight * (share - 1);
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
  const slope = Math.max(point[1], minSlopeShare) * expected.slope;
  return { level: point[0] + slope * center, slope };
}
