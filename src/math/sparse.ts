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

/** Returns a sparse matrix of the given rows, in their order. The rows may be made one by one: only one is held. */
export function sparseFrom(rows: Iterable<SparseRow>, columns: number): SparseMatrix {
  const starts = [0];
  let indices = new Uint32Array(1024);
  let values = new Float32Array(1024);
  let size = 0;
  for (const row of rows) {
    const end = size + row.indices.length;
    if (end > indices.length) {
      const capacity = Math.max(end, Math.ceil(1.5 * indices.length));
      indices = grown(indices, new Uint32Array(capacity));
      values = grown(values, new Float32Array(capacity));
    }
    indices.set(row.indices, size);
    values.set(row.values, size);
    size = end;
    starts.push(end);
  }
  return {
    rows: starts.length - 1,
    columns,
    starts: Uint32Array.from(starts),
    indices: indices.slice(0, size),
    values: values.slice(0, size),
  };
}

function grown<Numbers extends Uint32Array | Float32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
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
  const starts = new Uint32Array(rows.length + 1);
  for (let k = 0; k < rows.length; k++) {
    starts[k + 1] = starts[k] + matrix.starts[rows[k] + 1] - matrix.starts[rows[k]];
  }
  const indices = new Uint32Array(starts[rows.length]);
  const values = new Float32Array(indices.length);
  for (let k = 0; k < rows.length; k++) {
    const row = sparseRow(matrix, rows[k]);
    indices.set(row.indices, starts[k]);
    values.set(row.values, starts[k]);
  }
  return { rows: rows.length, columns: matrix.columns, starts, indices, values };
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
