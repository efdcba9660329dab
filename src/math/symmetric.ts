import { type Matrix, zeros } from "./matrix.ts";

/** A symmetric matrix in float64, both halves stored: element (i, j) is data[i * size + j]. */
export interface SymmetricMatrix {
  readonly size: number;
  readonly data: Float64Array;
}

/** A symmetric matrix of zeros. */
export function symmetricZeros(size: number): SymmetricMatrix {
  return { size, data: new Float64Array(size * size) };
}

/** The sum of the diagonal. */
export function trace({ size, data }: SymmetricMatrix): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += data[i * size + i];
  return sum;
}

/** The same numbers in float32, ready for products. */
export function toMatrix({ size, data }: SymmetricMatrix): Matrix {
  const matrix = zeros(size, size);
  matrix.data.set(data);
  return matrix;
}
