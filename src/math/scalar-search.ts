/** A smooth function of one variable at one place. */
export interface ScalarPoint {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
}

/** Where a function of one variable is lowest, and how low. */
export interface ScalarMinimum {
  readonly point: number;
  readonly value: number;
}

/**
 * Finds the minimum of a function that falls and then rises between two bounds (one of several where it has several),
 * from the middle on.
 *
 * Newton's method on the slope; a step that would leave what the slopes seen have left of the interval halves that
 * instead (Press et al., "Numerical Recipes", 2007, section 9.4).
 * Search for a scale, such as a temperature, over its logarithm.
 * @param tolerance stop once the next step is no longer than this, in the point's own unit.
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
