import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";

/** Vectors whose class is known: row i of `vectors` is of class number labels[i]. */
export interface LabeledVectors {
  readonly vectors: Matrix;
  readonly labels: Int32Array;
}

export interface ClassMeans {
  /** [classes, dimensions]; zeros for a class without a vector. */
  readonly means: Matrix;
  /** Vectors of each class. */
  readonly counts: Float64Array;
}

/** How many of the labels are of each class. */
export function classCounts(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  return counts;
}

export function classMeans({ vectors, labels }: LabeledVectors, classes: number): ClassMeans {
  const means = zeros(classes, vectors.columns);
  const counts = classCounts(labels, classes);
  for (let i = 0; i < vectors.rows; i++) {
    const mean = rowOf(means, labels[i]);
    const row = rowOf(vectors, i);
    for (let j = 0; j < row.length; j++) mean[j] += row[j];
  }
  for (let c = 0; c < classes; c++) {
    const mean = rowOf(means, c);
    for (let j = 0; j < mean.length; j++) mean[j] /= Math.max(counts[c], 1);
  }
  return { means, counts };
}

/** Each vector less the mean of its class. */
export function residuals({ vectors, labels }: LabeledVectors, means: Matrix): Matrix {
  const rest = { ...vectors, data: vectors.data.slice() };
  for (let i = 0; i < rest.rows; i++) {
    const row = rowOf(rest, i);
    const mean = rowOf(means, labels[i]);
    for (let j = 0; j < row.length; j++) row[j] -= mean[j];
  }
  return rest;
}

export function takeLabeled({ vectors, labels }: LabeledVectors, rows: Int32Array): LabeledVectors {
  return { vectors: takeRows(vectors, rows), labels: rows.map((i) => labels[i]) };
}
