import type { SymmetricMatrix } from "./symmetric.ts";

/** Eigenvalues and eigenvectors: S is the sum over i of values[i] times the outer product of vector i. */
export interface Eigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** [size, size], row-major: row i is the unit eigenvector of values[i]. */
  readonly vectors: Float64Array;
}

/**
 * Computes all eigenvalues and eigenvectors of a symmetric matrix. Householder reflections make it tridiagonal, then
 * implicitly shifted QR steps make it diagonal (Golub and Van Loan, "Matrix Computations", 2013, sections 8.3.1, 8.3.3).
 *
 * All inner loops run along rows for speed: reflections start from the last row, and eigenvectors are stored as rows.
 */
export function eigen(matrix: SymmetricMatrix): Eigen {
  const { size } = matrix;
  const scale = largestElement(matrix) || 1;
  const { diagonal, beside, basis } = tridiagonalize(
    size,
    Float64Array.from(matrix.data, (x) => x / scale),
  );
  diagonalize(diagonal, beside, basis);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[a] - diagonal[b]);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    vectors.set(basis.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (from) => scale * diagonal[from]), vectors };
}

/** Elements below this size are treated as 0 (the largest element is scaled to 1). A larger value loses accuracy. */
const negligibleSize = Number.EPSILON ** 2;

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Off-diagonal elements: beside[i] is at (i, i + 1). */
  readonly beside: Float64Array;
  /** Q' with S = Q T Q', row-major. */
  readonly basis: Float64Array;
}

/** Sets row i left of its subdiagonal to 0, for i from the last row up, by reflections H = I - v v' / h with v = x - a e. */
function tridiagonalize(size: number, work: Float64Array): Tridiagonal {
  const beside = new Float64Array(size);
  const halfSquares = new Float64Array(size);
  for (let i = size - 1; i > 0; i--) {
    const x = work.subarray(i * size, i * size + i);
    const last = x[i - 1];
    const others = x.subarray(0, i - 1);
    const square = dot(others, others);
    if (square <= negligibleSize ** 2) {
      beside[i - 1] = last;
      continue;
    }
    const length = Math.sqrt(square + last * last);
    const target = last > 0 ? -length : length;
    beside[i - 1] = target;
    halfSquares[i] = length * length - target * last;
    x[i - 1] = last - target;
    reflectBothSides(work, size, x, halfSquares[i]);
  }
  const diagonal = Float64Array.from({ length: size }, (_, i) => work[i * size + i]);
  return { diagonal, beside, basis: accumulate(work, size, halfSquares) };
}

/** Computes A <- H A H on the leading block of the length of v. Reads and writes only the lower triangle. */
function reflectBothSides(work: Float64Array, size: number, v: Float64Array, halfSquare: number): void {
  const product = new Float64Array(v.length);
  for (let r = 0; r < v.length; r++) {
    const row = r * size;
    const weight = v[r];
    let sum = work[row + r] * weight;
    for (let c = 0; c < r; c++) {
      const element = work[row + c];
      sum += element * v[c];
      product[c] += element * weight;
    }
    product[r] += sum;
  }
  const share = dot(v, product) / (2 * halfSquare);
  for (let r = 0; r < v.length; r++) product[r] = (product[r] - share * v[r]) / halfSquare;
  for (let r = 0; r < v.length; r++) {
    const row = r * size;
    const weight = v[r];
    const other = product[r];
    for (let c = 0; c <= r; c++) work[row + c] -= weight * product[c] + other * v[c];
  }
}

/** Returns the product of all reflections. Their vectors are in the rows of `work`. */
function accumulate(work: Float64Array, size: number, halfSquares: Float64Array): Float64Array {
  const basis = new Float64Array(size * size);
  for (let i = 0; i < size; i++) basis[i * size + i] = 1;
  for (let i = 1; i < size; i++) {
    if (halfSquares[i] === 0) continue;
    const v = work.subarray(i * size, i * size + i);
    for (let r = 0; r < i; r++) {
      const row = basis.subarray(r * size, r * size + i);
      const weight = dot(row, v) / halfSquares[i];
      for (let c = 0; c < i; c++) row[c] -= weight * v[c];
    }
  }
  return basis;
}

/** Maximum number of QR steps per eigenvalue; about two are usual. More steps mean that the input is not finite. */
const maxSteps = 60;

/** Makes the tridiagonal matrix diagonal in place, and rotates the rows of the basis with it. */
function diagonalize(diagonal: Float64Array, beside: Float64Array, basis: Float64Array): void {
  let steps = 0;
  let end = diagonal.length - 1;
  while (end > 0) {
    let start = end;
    while (start > 0 && !negligible(diagonal, beside, start - 1)) start--;
    if (start === end) {
      end--;
      steps = 0;
      continue;
    }
    if (steps++ === maxSteps)
      throw new Error("The eigenvalues do not converge; check that all numbers are finite.");
    chase(diagonal, beside, basis, start, end);
  }
}

function negligible(diagonal: Float64Array, beside: Float64Array, i: number): boolean {
  const neighbours = Math.abs(diagonal[i]) + Math.abs(diagonal[i + 1]);
  return Math.abs(beside[i]) <= Math.max(Number.EPSILON * neighbours, negligibleSize);
}

/** Performs one QR step with Wilkinson's shift on the block from start to end, as a sequence of rotations. */
function chase(
  diagonal: Float64Array,
  beside: Float64Array,
  basis: Float64Array,
  start: number,
  end: number,
): void {
  let x = diagonal[start] - wilkinsonShift(diagonal, beside, end);
  let bulge = beside[start];
  for (let k = start; k < end; k++) {
    const length = Math.sqrt(x * x + bulge * bulge);
    const cosine = length === 0 ? 1 : x / length;
    const sine = length === 0 ? 0 : bulge / length;
    if (k > start) beside[k - 1] = length;
    const [a, b, d] = [diagonal[k], beside[k], diagonal[k + 1]];
    const moved = sine * (sine * (d - a) + 2 * cosine * b);
    diagonal[k] = a + moved;
    diagonal[k + 1] = d - moved;
    x = cosine * sine * (d - a) + (cosine * cosine - sine * sine) * b;
    beside[k] = x;
    if (k + 1 < end) {
      bulge = sine * beside[k + 1];
      beside[k + 1] *= cosine;
    }
    rotateRows(basis, diagonal.length, k, cosine, sine);
  }
}

/** Returns the eigenvalue of the last 2 x 2 block that is nearer to its last element. */
function wilkinsonShift(diagonal: Float64Array, beside: Float64Array, end: number): number {
  const half = (diagonal[end - 1] - diagonal[end]) / 2;
  const b = beside[end - 1];
  const root = Math.sqrt(half * half + b * b);
  return diagonal[end] - (b * b) / (half + (half < 0 ? -root : root));
}

function rotateRows(basis: Float64Array, size: number, k: number, cosine: number, sine: number): void {
  const upper = basis.subarray(k * size, (k + 1) * size);
  const lower = basis.subarray((k + 1) * size, (k + 2) * size);
  for (let c = 0; c < size; c++) {
    const above = upper[c];
    const below = lower[c];
    upper[c] = cosine * above + sine * below;
    lower[c] = cosine * below - sine * above;
  }
}

function largestElement({ data }: SymmetricMatrix): number {
  return data.reduce((largest, element) => Math.max(largest, Math.abs(element)), 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
