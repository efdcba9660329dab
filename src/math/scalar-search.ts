/** Where a function of one variable is lowest, and how low. */
export interface ScalarMinimum {
  readonly point: number;
  readonly value: number;
}

const goldenShare = (Math.sqrt(5) - 1) / 2;

/**
 * Finds the minimum of a function that falls and then rises between two bounds (one of several where it has several).
 *
 * Golden-section search (Kiefer, "Sequential minimax search for a maximum", 1953): one evaluation makes the interval
 * 1.6 times smaller. Search for a scale, such as a temperature, over its logarithm.
 * @param tolerance stop once the point is known this closely, in its own unit.
 */
export function minimizeScalar(
  objective: (point: number) => number,
  lowerBound: number,
  upperBound: number,
  tolerance = 1e-4,
): ScalarMinimum {
  const measure = (point: number): ScalarMinimum => ({ point, value: objective(point) });
  let [lower, upper] = [lowerBound, upperBound];
  let left = measure(upper - goldenShare * (upper - lower));
  let right = measure(lower + goldenShare * (upper - lower));
  while (upper - lower > tolerance) {
    if (left.value <= right.value) {
      upper = right.point;
      right = left;
      left = measure(upper - goldenShare * (upper - lower));
    } else {
      lower = left.point;
      left = right;
      right = measure(lower + goldenShare * (upper - lower));
    }
  }
  return left.value <= right.value ? left : right;
}
