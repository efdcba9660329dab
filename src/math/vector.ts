/** The inner product of two vectors of one length, summed in float64. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  // Two sums at a time: a processor adds the next pair while the last one is not done.
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

/** Adds a vector times a factor to another one, in place. */
export function addScaled(target: Float32Array | Float64Array, vector: ArrayLike<number>, factor = 1): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * vector[i];
}

/** The sum of numbers, added up one after the other. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** The mean of numbers; NaN if there are none. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** The mean of the squares of how far numbers lie from their mean. */
export function variance(values: ArrayLike<number>): number {
  const center = mean(values);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (values[i] - center) ** 2;
  return total / values.length;
}

/** The standard error of the mean of numbers. */
export function standardError(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values) / values.length);
}
