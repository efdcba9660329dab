import { type SymmetricMatrix, symmetricZeros } from "./symmetric.ts";

/** The lower triangular factor L of S = L L', row-major, with zeros above the diagonal. */
export interface CholeskyFactor {
  readonly size: number;
  readonly data: Float64Array;
}

/**
 * Factors a symmetric positive definite matrix, S = L L', row by row. Only the lower half of S is read.
 * @throws Error if S is not positive definite to working precision. Add to its diagonal first
 */
export function cholesky({ size, data: matrix }: SymmetricMatrix): CholeskyFactor {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const rowI = i * size;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * size;
      let rest = matrix[rowI + j];
      for (let k = 0; k < j; k++) rest -= lower[rowI + k] * lower[rowJ + k];
      if (j < i) lower[rowI + j] = rest / lower[rowJ + j];
      else if (rest > 0) lower[rowI + i] = Math.sqrt(rest);
      else throw new Error(`The matrix is not positive definite: pivot ${i} of ${size} is ${rest}.`);
    }
  }
  return { size, data: lower };
}

/** Returns the inverse of S from its factor, in float64: the sum of the outer products of the rows of L's inverse. */
export function inverse(factor: CholeskyFactor): SymmetricMatrix {
  const { size } = factor;
  const lowerInverse = invertTriangle(factor);
  const result = symmetricZeros(size);
  for (let k = 0; k < size; k++) {
    const row = lowerInverse.subarray(k * size, k * size + k + 1);
    for (let i = 0; i <= k; i++) {
      const weight = row[i];
      const target = i * size;
      for (let j = 0; j <= i; j++) result.data[target + j] += weight * row[j];
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) result.data[j * size + i] = result.data[i * size + j];
  }
  return result;
}

/** Returns the inverse of a lower triangular matrix, by forward substitution of whole rows. */
function invertTriangle({ size, data }: CholeskyFactor): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const target = i * size;
    result[target + i] = 1;
    for (let j = 0; j < i; j++) {
      const weight = data[target + j];
      const source = j * size;
      for (let k = 0; k <= j; k++) result[target + k] -= weight * result[source + k];
    }
    const pivot = data[target + i];
    for (let k = 0; k <= i; k++) result[target + k] /= pivot;
  }
  return result;
}
