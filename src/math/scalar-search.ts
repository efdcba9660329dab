/** A smooth function of one variable at one point. */
export interface ScalarPoint {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
}

/** The minimum of a function of one variable. */
export interface ScalarMinimum {
  readonly point: number;
  readonly value: number;
}

/**
 * Finds a minimum of a function between two bounds. The search begins in the middle. If the function has several minima, one
 * of them is found. To find a scale, such as a temperature, search over its logarithm.
 *
 * The method is Newton's method on the slope. The signs of the slopes narrow the interval. A step that would leave the interval
 * is replaced by its middle (Press et al., "Numerical Recipes", 2007, section 9.4).
 * @param tolerance length of a step at which the search stops, in the unit of the point. Default: 1e-4
 */
export function minimizeScalar(
  objective: (point: number) => ScalarPoint,
  lowerBound: number,
  upperBound: number,
  tolerance = 1e-4,
): ScalarMinimum {
  let [lower, upper] = [lowerBound, upperBound];
  let point = (lower + upper) / 2;
  for (;;) {
    const { value, slope, curvature } = objective(point);
    if (slope > 0) upper = point;
    else lower = point;
    const newton = point - slope / curvature;
    const next = curvature > 0 && newton >= lower && newton <= upper ? newton : (lower + upper) / 2;
    if (Math.abs(next - point) <= tolerance) return { point, value };
    point = next;
  }
}
