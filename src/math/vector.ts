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
