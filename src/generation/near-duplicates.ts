import { type Matrix, rowOf, takeRows } from "../math/matrix.ts";
import { dot } from "../math/vector.ts";
import { multiply } from "../onnx/product.ts";

/** Texts whose unit vectors have at least this cosine are near duplicates. A lower value drops different texts; a higher one keeps repetitions. */
const minDuplicateCosine = 0.975;

/**
 * Returns for each row whether it is a near duplicate of an earlier kept row of its group.
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

/** Returns the highest cosine of each row to any of the other rows; -1 if there are none. */
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
