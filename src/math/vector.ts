/** Returns the inner product of two vectors of the same length, summed in float64. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  // Two sums, so that the processor can begin an addition before the last one has ended.
  let even = 0;
  let odd = 0;
  const pairs = a.length - (a.length % 2);
  for (let i = 0; i < pairs; i += 2) {
    even += a[i] * b[i];
    odd += a[i + 1] * b[i + 1];
  }
  if (pairs < a.length) odd += a[pairs] * b[pairs];
  return even + odd;
}

/** Adds a vector times a factor to `target`, in place. Default of the factor: 1. */
export function addScaled(target: Float32Array | Float64Array, vector: ArrayLike<number>, factor = 1): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * vector[i];
}

/** Returns the sum of numbers, added in their order. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** Returns the mean of numbers. NaN for an empty list. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** Returns the variance of numbers: the mean of their squared differences from their mean. */
export function variance(values: ArrayLike<number>): number {
  const center = mean(values);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (values[i] - center) ** 2;
  return total / values.length;
}

/** Returns the standard error of the mean of numbers. */
export function standardError(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values) / values.length);
}

/** Tells whether all numbers are finite. */
export function areFinite(values: ArrayLike<number>): boolean {
  // 0 * x is NaN if x is infinite or NaN.
  let total = 0;
  for (let i = 0; i < values.length; i++) total += 0 * values[i];
  return total === 0;
}
