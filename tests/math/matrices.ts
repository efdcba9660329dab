import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Matrix } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import type { SymmetricMatrix } from "../../src/math/symmetric.ts";

/** A fixture written by fixtures/make_fixtures.py. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `${name}.json`), "utf8")) as T;
}

export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0].length, data: Float32Array.from(rows.flat()) };
}

export function symmetricOf(rows: readonly (readonly number[])[]): SymmetricMatrix {
  return { size: rows.length, data: Float64Array.from(rows.flat()) };
}

/** Numbers between -1 and 1. */
export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  const data = Float32Array.from({ length: rows * columns }, () => 2 * random.nextFloat() - 1);
  return { rows, columns, data };
}

export function transposed({ rows, columns, data }: Matrix): Matrix {
  const element = (_: unknown, i: number): number => data[(i % rows) * columns + Math.floor(i / rows)];
  return { rows: columns, columns: rows, data: Float32Array.from({ length: data.length }, element) };
}

/** The product a b by the definition, in float64. */
export function plainProduct(a: Matrix, b: Matrix): number[] {
  return Array.from({ length: a.rows * b.columns }, (_, at) => {
    const [i, j] = [Math.floor(at / b.columns), at % b.columns];
    let sum = 0;
    for (let k = 0; k < a.columns; k++) sum += a.data[i * a.columns + k] * b.data[k * b.columns + j];
    return sum;
  });
}

/** Every element within `tolerance` of what is expected, and as many of them. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    // NaN is larger than every tolerance here.
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  expect(worst).toBeLessThanOrEqual(tolerance);
}
