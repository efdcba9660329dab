import { classCounts } from "../math/class-counts.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { addScaled } from "../math/vector.ts";

/** Vectors with known classes: row i of `vectors` belongs to class number labels[i]. */
export interface LabeledVectors {
  readonly vectors: Matrix;
  readonly labels: Int32Array;
  /** Weight of each vector, above 0 and at most 1. Default: 1 each. */
  readonly weights?: Float64Array;
  /**
   * The group of each vector. Vectors of one group come from equal or nearly equal texts, and are held out together.
   * Within a group each label occurs at most once. Default: each vector is a group.
   */
  readonly groups?: Int32Array;
}

/** Mean vector and count of each class. */
export interface ClassMeans {
  /** [classes, dimensions]; zeros for a class without a vector. */
  readonly means: Matrix;
  /** Number of vectors of each class, or the sum of their weights. */
  readonly counts: Float64Array;
}

/** A sum of weights below this is taken as zero, because it comes from rounding. Larger: small weights are lost. */
const minCount = 1e-6;

/** Returns a class's count without one of its vectors. */
export function remainingCount(count: number, weight: number): number {
  return count - weight < minCount ? 0 : count - weight;
}

/** Returns mean and count of each class. */
export function classMeans({ vectors, labels, weights }: LabeledVectors, classes: number): ClassMeans {
  const means = zeros(classes, vectors.columns);
  const counts = classCounts(labels, classes, weights);
  for (let i = 0; i < vectors.rows; i++) {
    addScaled(rowOf(means, labels[i]), rowOf(vectors, i), weights?.[i] ?? 1);
  }
  for (let c = 0; c < classes; c++) {
    const mean = rowOf(means, c);
    for (let j = 0; j < mean.length; j++) mean[j] /= counts[c] > 0 ? counts[c] : 1;
  }
  return { means, counts };
}

/** Returns each vector minus the mean of its class, times the square root of its weight. */
export function residuals({ vectors, labels, weights }: LabeledVectors, means: Matrix): Matrix {
  const rest = { ...vectors, data: vectors.data.slice() };
  for (let i = 0; i < rest.rows; i++) {
    const row = rowOf(rest, i);
    const mean = rowOf(means, labels[i]);
    const factor = Math.sqrt(weights?.[i] ?? 1);
    for (let j = 0; j < row.length; j++) row[j] = factor * (row[j] - mean[j]);
  }
  return rest;
}

/** Returns the vectors of the given rows, with their labels, weights and groups. */
export function takeLabeled(
  { vectors, labels, weights, groups }: LabeledVectors,
  rows: Int32Array,
): LabeledVectors {
  return {
    vectors: takeRows(vectors, rows),
    labels: rows.map((i) => labels[i]),
    ...(weights && { weights: Float64Array.from(rows, (i) => weights[i]) }),
    ...(groups && { groups: rows.map((i) => groups[i]) }),
  };
}

/** Returns the rows of every group with more than one row, in the order of their first rows. */
export function groupsOfSeveral({ groups }: LabeledVectors): number[][] {
  const members = new Map<number, number[]>();
  for (const [i, group] of groups?.entries() ?? []) {
    const found = members.get(group);
    if (found === undefined) members.set(group, [i]);
    else found.push(i);
  }
  return [...members.values()].filter(({ length }) => length > 1);
}
