import { type Matrix, rowOf, rowRange } from "../math/matrix.ts";
import { dot } from "../math/vector.ts";
import { multiply } from "../onnx/product.ts";

/** Number of nearest rows whose mean similarity is the density of a row. If it is larger, only large groups are dense. */
const neighbors = 20;
/** Smallest density, so that no row is ruled out. */
const minDensity = 0.01;
/** Rows whose products are computed at once. More take more memory. */
const blockRows = 256;

/**
 * Chooses rows one by one: the next one is the row with the largest weight x density x distance^2 to the nearest chosen row,
 * where the distance is 1 - cosine (a greedy form of weighted k-means++: Arthur and Vassilvitskii 2007).
 * @param vectors unit vectors: [rows, dimensions]
 * @param weights how much each row is wanted, 0 or more: [rows]
 * @returns the numbers of the chosen rows, in the order in which they were chosen
 */
export function diverseRows(vectors: Matrix, weights: Float64Array, count: number): number[] {
  const distances = new Float64Array(vectors.rows).fill(1);
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, vectors.rows)) {
    let best = -1;
    let highest = -1;
    for (let i = 0; i < vectors.rows; i++) {
      const score = distances[i] < 0 ? -1 : weights[i] * distances[i] ** 2;
      if (score > highest) [best, highest] = [i, score];
    }
    chosen.push(best);
    const vector = rowOf(vectors, best);
    for (let i = 0; i < vectors.rows; i++) {
      distances[i] = Math.min(distances[i], Math.max(1 - dot(rowOf(vectors, i), vector), 0));
    }
    // Below every distance, so that it is not chosen again.
    distances[best] = -1;
  }
  return chosen;
}

/** Returns the density of each row: its mean cosine to the 20 rows nearest to it, at least 0.01. */
export async function densities(vectors: Matrix): Promise<Float64Array> {
  const found = new Float64Array(vectors.rows);
  const counted = Math.min(neighbors, vectors.rows - 1);
  for (let start = 0; start < vectors.rows; start += blockRows) {
    const block = rowRange(vectors, start, Math.min(start + blockRows, vectors.rows));
    const cosines = await multiply(block, vectors, { transposeB: true });
    for (let i = 0; i < block.rows; i++) {
      const row = rowOf(cosines, i);
      row[start + i] = Number.NEGATIVE_INFINITY;
      const nearest = row
        .slice()
        .sort()
        .subarray(row.length - counted);
      const mean = nearest.reduce((sum, value) => sum + value, 0) / Math.max(counted, 1);
      found[start + i] = Math.max(mean, minDensity);
    }
  }
  return found;
}
