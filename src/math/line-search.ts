/** A point on a line: the length of the step, and the value and the slope there. */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** Share of the decrease predicted by the slope at the start that a step must reach (Armijo condition). If it is larger, more steps are rejected; if it is smaller, steps may gain little. */
const sufficientDecrease = 1e-4;
/** Maximum slope after a step, as a share of the slope at the start (curvature condition). If it is smaller, steps are closer to the minimum and take more evaluations. */
const remainingSlope = 0.9;
/** Maximum number of evaluations per search. With fewer, a difficult search fails earlier. */
const maxEvaluations = 25;

/**
 * Finds a step along a descent direction that satisfies the weak Wolfe conditions, by bracketing:
 *
 *     value(step) <= value(0) + 1e-4 step slope(0)   and   slope(step) >= 0.9 slope(0)
 *
 * A step that violates the first condition is an upper bound of the search. A step that violates only the second one is a lower
 * bound. The next step is the minimum of the cubic through both bounds, at some distance from them. A value that is not
 * finite violates the first condition. (Nocedal and Wright, "Numerical Optimization", 2006, chapter 3.)
 * @returns the step; undefined if none was found because of rounding errors
 */
export async function searchLine(
  evaluate: (step: number) => Promise<LinePoint>,
  start: LinePoint,
  firstStep: number,
): Promise<LinePoint | undefined> {
  let lower = start;
  let upper: LinePoint | undefined;
  let step = firstStep;
  for (let tries = 0; tries < maxEvaluations; tries++) {
    const point = await evaluate(step);
    if (!(point.value <= start.value + sufficientDecrease * step * start.slope)) upper = point;
    else if (point.slope < remainingSlope * start.slope) lower = point;
    else return point;
    step = upper === undefined ? 2 * step : between(lower, upper);
  }
  return undefined;
}

/** Returns the minimum of the cubic through two points, at least a tenth of the interval away from both. */
function between(lower: LinePoint, upper: LinePoint): number {
  const width = upper.step - lower.step;
  const secant = (upper.value - lower.value) / width;
  const bend = lower.slope + upper.slope - 3 * secant;
  const root = Math.sqrt(bend * bend - lower.slope * upper.slope);
  const share = 1 - (upper.slope + root - bend) / (upper.slope - lower.slope + 2 * root);
  const usable = Number.isFinite(share) ? Math.min(Math.max(share, 0.1), 0.9) : 0.5;
  return lower.step + usable * width;
}
