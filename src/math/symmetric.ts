import { type Matrix, zeros } from "./matrix.ts";

/** A symmetric matrix in float64. Both halves are stored: element (i, j) is data[i * size + j]. */
export interface SymmetricMatrix {
  readonly size: number;
  readonly data: Float64Array;
}

/** Returns a symmetric matrix of zeros. */
export function symmetricZeros(size: number): SymmetricMatrix {
  return { size, data: new Float64Array(size * size) };
}

/** Returns the sum of the diagonal. */
export function trace({ size, data }: SymmetricMatrix): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += data[i * size + i];
  return sum;
}

/** Returns the matrix in float32, for products. */
export function toMatrix({ size, data }: SymmetricMatrix): Matrix {
  const matrix = zeros(size, size);
  matrix.data.set(data);
  return matrix;
}
