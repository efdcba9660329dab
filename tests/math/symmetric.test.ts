import { describe, expect, it } from "vitest";
import { symmetricZeros, toMatrix, trace } from "../../src/math/symmetric.ts";
import { readFixture, symmetricOf } from "./matrices.ts";

const matrix = symmetricOf([
  [2, 7],
  [7, 1 / 3],
]);

describe("a symmetric matrix", () => {
  it("starts as zeros", () => {
    expect(symmetricZeros(2)).toEqual({ size: 2, data: new Float64Array(4) });
  });

  it("has the trace of numpy.trace", () => {
    const reference = readFixture<{ matrix: number[][]; trace: number }>("symmetric");
    expect(trace(symmetricOf(reference.matrix))).toBeCloseTo(reference.trace, 12);
    expect(trace(matrix)).toBe(2 + 1 / 3);
  });

  it("becomes a float32 matrix for products", () => {
    expect(toMatrix(matrix)).toEqual({ rows: 2, columns: 2, data: Float32Array.of(2, 7, 7, 1 / 3) });
  });
});
