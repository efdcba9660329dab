import { type Matrix, zeros } from "./matrix.ts";

/** A matrix of mostly zeros, by compressed rows: row i holds the entries from starts[i] up to starts[i + 1]. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** rows + 1 offsets. */
  readonly starts: Uint32Array;
  /** The column of every entry. */
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** The product of a sparse and a dense matrix: [rows, columns] x [columns, k] -> [rows, k]. */
export function multiplySparse(sparse: SparseMatrix, dense: Matrix): Matrix {
  requireSameSize(sparse.columns, dense.rows);
  const product = zeros(sparse.rows, dense.columns);
  forEachEntry(sparse, (row, column, value) => addScaledRow(product, row, dense, column, value));
  return product;
}

/** The product of a sparse matrix's transpose and a dense one: [rows, columns]' x [rows, k] -> [columns, k]. */
export function multiplySparseTransposed(sparse: SparseMatrix, dense: Matrix): Matrix {
  requireSameSize(sparse.rows, dense.rows);
  const product = zeros(sparse.columns, dense.columns);
  forEachEntry(sparse, (row, column, value) => addScaledRow(product, column, dense, row, value));
  return product;
}

type EntryVisitor = (row: number, column: number, value: number) => void;

function forEachEntry({ rows, starts, indices, values }: SparseMatrix, visit: EntryVisitor): void {
  for (let row = 0; row < rows; row++) {
    for (let entry = starts[row]; entry < starts[row + 1]; entry++) visit(row, indices[entry], values[entry]);
  }
}

function addScaledRow(target: Matrix, to: number, source: Matrix, from: number, weight: number): void {
  const targetStart = to * target.columns;
  const sourceStart = from * source.columns;
  for (let k = 0; k < source.columns; k++) {
    target.data[targetStart + k] += weight * source.data[sourceStart + k];
  }
}

function requireSameSize(left: number, right: number): void {
  if (left !== right) throw new Error(`A sparse product over ${left} and ${right} elements does not exist.`);
}
