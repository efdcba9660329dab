/**
 * Scales a vector of finite values to length 1, in place.
 * @returns false for a vector of zeros, which has no direction and stays as it is.
 */
export function scaleToUnitLength(vector: Float32Array): boolean {
  // Dividing by the largest value first keeps the squares from overflowing or vanishing.
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]));
  if (largest === 0) return false;
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] / largest) ** 2;
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] / largest) * scale;
  return true;
}
