import { type Matrix, rowOf, takeRows } from "../math/matrix.ts";
import { dot } from "../math/vector.ts";
import { multiply } from "../onnx/product.ts";

/** Unit vectors with at least this cosine say the same thing in nearly the same words. */
const minDuplicateCosine = 0.975;

/**
 * Which rows say again what an earlier row of the same group says.
 * @param vectors unit vectors: [texts, dimensions]
 * @param groups the group of each row; only rows of one group are compared
 */
export function nearDuplicates<Group>(vectors: Matrix, groups: readonly Group[]): boolean[] {
  const kept = new Map<Group, Float32Array[]>();
  return groups.map((group, i) => {
    const earlier = kept.get(group) ?? [];
    kept.set(group, earlier);
    const vector = rowOf(vectors, i);
    if (earlier.some((other) => dot(other, vector) >= minDuplicateCosine)) return true;
    earlier.push(vector);
    return false;
  });
}

/** The highest cosine of each row to any of the others; -1 where there are none. */
export async function nearestCosines(
  vectors: Matrix,
  rows: readonly number[],
  others: readonly number[],
): Promise<number[]> {
  if (rows.length === 0 || others.length === 0) return rows.map(() => -1);
  const [own, rest] = [rows, others].map((chosen) => takeRows(vectors, Int32Array.from(chosen)));
  const cosines = await multiply(own, rest, { transposeB: true });
  return rows.map((_, i) => rowOf(cosines, i).reduce((most, value) => Math.max(most, value), -1));
}
