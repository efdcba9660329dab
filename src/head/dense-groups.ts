import { type Matrix, rowOf } from "../math/matrix.ts";
import { multiply } from "../onnx/product.ts";

/**
 * Finds groups of rows that are close to each other: the row with the most neighbors and these neighbors are the first
 * group; the others are grouped in the same way.
 * @param vectors unit vectors: [rows, dimensions]
 * @param minCosine cosine from which two rows are neighbors
 * @param minRows smallest number of rows of a group
 * @returns row numbers of each group, the largest group first, the row in the middle of a group first
 */
export async function denseGroups(vectors: Matrix, minCosine: number, minRows: number): Promise<number[][]> {
  if (vectors.rows === 0) return [];
  const cosines = await multiply(vectors, vectors, { transposeB: true });
  const neighbors = Array.from({ length: vectors.rows }, (_, i) => {
    const row = rowOf(cosines, i);
    return [...row.keys()].filter((j) => j !== i && row[j] >= minCosine);
  });
  const free = new Set(neighbors.keys());
  const groups: number[][] = [];
  for (;;) {
    let middle = -1;
    let most: readonly number[] = [];
    for (const i of free) {
      const near = neighbors[i].filter((j) => free.has(j));
      if (middle < 0 || near.length > most.length) [middle, most] = [i, near];
    }
    if (middle < 0 || most.length + 1 < minRows) return groups;
    const group = [middle, ...most];
    groups.push(group);
    for (const i of group) free.delete(i);
  }
}
