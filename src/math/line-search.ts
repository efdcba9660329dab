/** A function of one variable at one place: how far along, its value there and its slope there. */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** Share of the decrease that the slope at the start promises which a step must reach (Armijo). */
const sufficientDecrease = 1e-4;
/** Share of the slope at the start that may be left at the end of a step (curvature). */
const remainingSlope = 0.9;
const mostEvaluations = 25;

/**
 * Finds a step along a descent direction that satisfies the weak Wolfe conditions, by bracketing:
 *
 *     value(step) <= value(0) + 1e-4 step slope(0)   and   slope(step) >= 0.9 slope(0)
 *
 * A step that fails the first bounds the search from above, one that fails only the second bounds it from below; the
 * next try is the minimum of the cubic through both ends, kept away from the ends. A value that is not finite counts
 * as too high. (Nocedal and Wright, "Numerical Optimization", 2006, chapter 3.)
 * @returns the step found; or undefined where rounding leaves nothing to gain.
 */
export async function searchLine(
  evaluate: (step: number) => Promise<LinePoint>,
  start: LinePoint,
  firstStep: number,
): Promise<LinePoint | undefined> {
  let lower = start;
  let upper: LinePoint | undefined;
  let step = firstStep;
  for (let tries = 0; tries < mostEvaluations; tries++) {
    const point = await evaluate(step);
    if (!(point.value <= start.value + sufficientDecrease * step * start.slope)) upper = point;
    else if (point.slope < remainingSlope * start.slope) lower = point;
    else return point;
    step = upper === undefined ? 2 * step : between(lower, upper);
  }
  return undefined;
}

/** Where the cubic through two points has its minimum, at least a tenth of the interval away from either. */
function between(lower: LinePoint, upper: LinePoint): number {
  const width = upper.step - lower.step;
  const secant = (upper.value - lower.value) / width;
  const bend = lower.slope + upper.slope - 3 * secant;
  const root = Math.sqrt(bend * bend - lower.slope * upper.slope);
  const share = 1 - (upper.slope + root - bend) / (upper.slope - lower.slope + 2 * root);
  const usable = Number.isFinite(share) ? Math.min(Math.max(share, 0.1), 0.9) : 0.5;
  return lower.step + usable * width;
}
