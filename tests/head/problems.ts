import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { LabeledVectors } from "../../src/head/labeled-vectors.ts";
import type { Matrix } from "../../src/math/matrix.ts";

export type Table = readonly (readonly number[])[];

/** A fixture written by fixtures/make_fixtures.py. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `${name}.json`), "utf8")) as T;
}

export function matrixOf(table: Table, columns = table[0].length): Matrix {
  return { rows: table.length, columns, data: Float32Array.from(table.flat()) };
}

export function labeled(table: Table, labels: readonly number[], columns?: number): LabeledVectors {
  return { vectors: matrixOf(table, columns), labels: Int32Array.from(labels) };
}

/** Every element within a share of the largest one expected: products are in float32. */
export function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, share = 1e-4): void {
  expect(actual.length).toBe(expected.length);
  const values = Array.from(expected);
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(actual[i] - value)), 0);
  expect(worst / scale).toBeLessThanOrEqual(share);
  expect(Array.from(actual).every(Number.isFinite)).toBe(true);
}
