/** A dense matrix in row-major order: element (i, j) is data[i * columns + j]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** Returns a matrix of zeros. */
export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float32Array(rows * columns) };
}

/** Returns row i as a view that shares the memory of the matrix. */
export function rowOf(matrix: Matrix, i: number): Float32Array {
  return matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);
}

/** Returns the rows from `start` to `end` (not included) as a view that shares the memory of the matrix. */
export function rowRange({ columns, data }: Matrix, start: number, end: number): Matrix {
  return { rows: end - start, columns, data: data.subarray(start * columns, end * columns) };
}

/** Returns a copy of the rows with these numbers, in this order. */
export function takeRows(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const taken = zeros(indices.length, matrix.columns);
  for (let i = 0; i < indices.length; i++) taken.data.set(rowOf(matrix, indices[i]), i * matrix.columns);
  return taken;
}

/** Returns the transposed matrix: [rows, columns] -> [columns, rows]. */
export function transposed({ rows, columns, data }: Matrix): Matrix {
  const result = zeros(columns, rows);
  // Sixteen rows at a time, so that numbers that are written together are in the same cache line.
  for (let first = 0; first < rows; first += 16) {
    const last = Math.min(first + 16, rows);
    for (let j = 0; j < columns; j++) {
      for (let i = first; i < last; i++) result.data[j * rows + i] = data[i * columns + j];
    }
  }
  return result;
}
