import { type Matrix, rowOf, zeros } from "./matrix.ts";

/**
 * A matrix of mostly zeros by compressed rows: row i has the entries from starts[i] to starts[i + 1] (not included).
 * The columns of a row are ascending and each occurs once.
 */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Offsets of the rows: [rows + 1]. */
  readonly starts: Uint32Array;
  /** Column of each entry. */
  readonly indices: Uint32Array;
  /** Value of each entry. */
  readonly values: Float32Array;
}

/** The entries of one row of a sparse matrix. */
export interface SparseRow {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** Returns a sparse matrix of the given rows, in their order. */
export function sparseFrom(rows: readonly SparseRow[], columns: number): SparseMatrix {
  const starts = new Uint32Array(rows.length + 1);
  for (const [i, { indices }] of rows.entries()) starts[i + 1] = starts[i] + indices.length;
  const indices = new Uint32Array(starts[rows.length]);
  const values = new Float32Array(indices.length);
  for (const [i, row] of rows.entries()) {
    indices.set(row.indices, starts[i]);
    values.set(row.values, starts[i]);
  }
  return { rows: rows.length, columns, starts, indices, values };
}

/** Returns row i as views that share the memory of the matrix. */
export function sparseRow({ starts, indices, values }: SparseMatrix, i: number): SparseRow {
  return {
    indices: indices.subarray(starts[i], starts[i + 1]),
    values: values.subarray(starts[i], starts[i + 1]),
  };
}

/** Returns a copy of the rows with these numbers, in this order. */
export function takeSparseRows(matrix: SparseMatrix, rows: ArrayLike<number>): SparseMatrix {
  return sparseFrom(
    Array.from(rows, (i) => sparseRow(matrix, i)),
    matrix.columns,
  );
}

/**
 * Returns the product of a sparse and a dense matrix: [rows, columns] x [columns, k] -> [rows, k]. A row of the product
 * depends on its own row only, to the last bit.
 */
export function multiplySparse(sparse: SparseMatrix, dense: Matrix): Matrix {
  const { rows, starts, indices, values } = sparse;
  const product = zeros(rows, dense.columns);
  const sums = new Float64Array(dense.columns);
  for (let i = 0; i < rows; i++) {
    sums.fill(0);
    for (let entry = starts[i]; entry < starts[i + 1]; entry++) {
      const value = values[entry];
      const from = indices[entry] * dense.columns;
      for (let k = 0; k < sums.length; k++) sums[k] += value * dense.data[from + k];
    }
    rowOf(product, i).set(sums);
  }
  return product;
}
