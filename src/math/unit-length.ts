/**
 * Scales a vector of finite values to length 1, in place.
 * @returns false for a vector of zeros, which has no direction and is not changed
 */
export function scaleToUnitLength(vector: Float32Array): boolean {
  // The division by the largest value prevents overflow and underflow of the squares.
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]));
  if (largest === 0) return false;
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] / largest) ** 2;
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] / largest) * scale;
  return true;
}
