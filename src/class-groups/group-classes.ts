import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { createRandom } from "../math/random.ts";
import { addScaled, dot } from "../math/vector.ts";
import type { ClassGroup } from "./class-group.ts";
import { nameGroups } from "./name-groups.ts";
import { sphericalKMeans } from "./spherical-k-means.ts";

/** Tasks of fewer classes are not grouped: their list is short enough to read. */
const minClassesToGroup = 100;

/**
 * Groups similar classes, about as many groups as classes per group. The groups with the most classes come first. The same
 * classes and vectors give the same groups.
 * @param names names of the classes
 * @param vectors what classes are compared by, for example their mean vectors: [classes, dimensions]
 * @returns empty for fewer than 100 classes
 */
export function groupClasses(names: readonly string[], vectors: Matrix): ClassGroup[] {
  if (names.length < minClassesToGroup) return [];
  const count = Math.round(Math.sqrt(names.length));
  const { clusterOf, closeness } = sphericalKMeans(centered(vectors), count, createRandom(0));
  const members = Array.from({ length: count }, (): number[] => []);
  for (const [i, cluster] of clusterOf.entries()) members[cluster].push(i);
  const groups = members
    .filter(({ length }) => length > 0)
    .map((some) => some.sort((a, b) => closeness[b] - closeness[a] || a - b))
    .sort((a, b) => b.length - a.length || a[0] - b[0])
    .map((some) => some.map((i) => names[i]));
  return nameGroups(groups).map((name, g) => ({ name, classes: groups[g] }));
}

/** Subtracts the mean vector, which all classes share, and scales the rest to unit length. */
function centered(vectors: Matrix): Matrix {
  const mean = new Float32Array(vectors.columns);
  for (let i = 0; i < vectors.rows; i++) addScaled(mean, rowOf(vectors, i), 1 / vectors.rows);
  const found = zeros(vectors.rows, vectors.columns);
  for (let i = 0; i < vectors.rows; i++) {
    const row = rowOf(found, i);
    row.set(rowOf(vectors, i));
    addScaled(row, mean, -1);
    const length = Math.sqrt(dot(row, row));
    if (length > 0) for (let j = 0; j < row.length; j++) row[j] /= length;
  }
  return found;
}
