/** A dense matrix in row-major order: element (i, j) is data[i * columns + j]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** A matrix of zeros. */
export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float32Array(rows * columns) };
}

/** Row i as a view that shares the matrix's memory. */
export function rowOf(matrix: Matrix, i: number): Float32Array {
  return matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);
}

/** Rows from `start` up to `end` (not included), as a view that shares the matrix's memory. */
export function rowRange({ columns, data }: Matrix, start: number, end: number): Matrix {
  return { rows: end - start, columns, data: data.subarray(start * columns, end * columns) };
}

/** The given rows, copied in the given order. */
export function takeRows(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const taken = zeros(indices.length, matrix.columns);
  for (let i = 0; i < indices.length; i++) taken.data.set(rowOf(matrix, indices[i]), i * matrix.columns);
  return taken;
}

/** Columns become rows: [rows, columns] -> [columns, rows]. */
export function transposed({ rows, columns, data }: Matrix): Matrix {
  const result = zeros(columns, rows);
  // Sixteen rows at a time: what is written together then lies together in the processor's cache.
  for (let first = 0; first < rows; first += 16) {
    const last = Math.min(first + 16, rows);
    for (let j = 0; j < columns; j++) {
      for (let i = first; i < last; i++) result.data[j * rows + i] = data[i * columns + j];
    }
  }
  return result;
}
