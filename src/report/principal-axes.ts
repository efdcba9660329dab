/** A point with few coordinates that are not zero. */
export interface SparsePoint {
  readonly weight: number;
  /** Coordinates that are not zero: [dimension, value]. */
  readonly entries: readonly (readonly [dimension: number, value: number])[];
}

/** The two directions in which points differ most. */
export interface PrincipalAxes {
  /** Unit vectors: 2 lists of [dimensions]. */
  readonly axes: readonly [Float64Array, Float64Array];
  /** Share of the variance of the points in these directions, 0 to 1. */
  readonly share: number;
}

/** Number of steps. More separate directions of nearly equal variance better. */
const steps = 200;

/**
 * Finds the first two principal axes of weighted points (PCA; Pearson, 1901) by power iteration. Differences that are equal
 * in all dimensions do not count, as for log-probabilities, whose level has no meaning.
 */
export function principalAxes(points: readonly SparsePoint[], dimensions: number): PrincipalAxes {
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const weighted = points.map((point) => ({ ...point, weight: point.weight / total }));
  const center = new Float64Array(dimensions);
  for (const { weight, entries } of weighted) {
    for (const [dimension, value] of entries) center[dimension] += weight * value;
  }
  const first = powerIteration(weighted, center, []);
  const second = powerIteration(weighted, center, [first.axis]);
  const variance = varianceOf(weighted, center);
  const share = variance > 0 ? Math.min(1, (first.variance + second.variance) / variance) : 0;
  return { axes: [first.axis, second.axis], share };
}

/** Returns the coordinate of a point on an axis. */
export function project(entries: SparsePoint["entries"], axis: Float64Array): number {
  return entries.reduce((sum, [dimension, value]) => sum + value * axis[dimension], 0);
}

function powerIteration(
  points: readonly SparsePoint[],
  center: Float64Array,
  earlier: readonly Float64Array[],
): { readonly axis: Float64Array; readonly variance: number } {
  let axis = farthest(points, center, earlier);
  let variance = 0;
  for (let step = 0; step < steps; step++) {
    const next = covarianceTimes(points, center, axis);
    variance = normalize(next, earlier);
    if (variance === 0) break;
    axis = next;
  }
  return { axis: withFixedSign(axis), variance };
}

/** Returns the direction of the point that is farthest from the center, apart from earlier axes. */
function farthest(
  points: readonly SparsePoint[],
  center: Float64Array,
  earlier: readonly Float64Array[],
): Float64Array {
  let [direction, most] = [new Float64Array(center.length), 0];
  for (const { entries } of points) {
    const place = center.map((value) => -value);
    for (const [dimension, value] of entries) place[dimension] += value;
    const length = normalize(place, earlier);
    if (length > most) [direction, most] = [place, length];
  }
  return direction;
}

/** Multiplies the covariance matrix of the points with a vector. */
function covarianceTimes(
  points: readonly SparsePoint[],
  center: Float64Array,
  axis: Float64Array,
): Float64Array {
  const product = new Float64Array(axis.length);
  const middle = center.reduce((sum, value, i) => sum + value * axis[i], 0);
  for (const { weight, entries } of points) {
    const place = weight * (project(entries, axis) - middle);
    for (const [dimension, value] of entries) product[dimension] += place * value;
  }
  return product;
}

/** Makes a vector orthogonal to the level and to earlier axes and gives it unit length. Returns its length before. */
function normalize(vector: Float64Array, earlier: readonly Float64Array[]): number {
  const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length;
  for (let i = 0; i < vector.length; i++) vector[i] -= mean;
  for (const axis of earlier) {
    const overlap = vector.reduce((sum, value, i) => sum + value * axis[i], 0);
    for (let i = 0; i < vector.length; i++) vector[i] -= overlap * axis[i];
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0));
  // Rounding errors of vectors that ought to be zero.
  if (length < 1e-12) return 0;
  for (let i = 0; i < vector.length; i++) vector[i] /= length;
  return length;
}

/** Returns the variance in all directions but the level. */
function varianceOf(points: readonly SparsePoint[], center: Float64Array): number {
  const level = (sum: number): number => sum ** 2 / center.length;
  const squares = (values: Iterable<number>): number => {
    let [square, sum] = [0, 0];
    for (const value of values) {
      square += value ** 2;
      sum += value;
    }
    return square - level(sum);
  };
  const ofPoints = points.map(({ weight, entries }) => weight * squares(entries.map(([, value]) => value)));
  return ofPoints.reduce((sum, value) => sum + value, 0) - squares(center);
}

/** Turns an axis so that its largest component is positive. */
function withFixedSign(axis: Float64Array): Float64Array {
  const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? axis.map((value) => -value) : axis;
}
