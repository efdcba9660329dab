import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cholesky, inverse } from "../../src/math/cholesky.ts";
import { gram } from "../../src/onnx/product.ts";
import { expectClose, randomMatrix, readFixture, symmetricOf } from "./matrices.ts";

interface SymmetricCase {
  readonly matrix: number[][];
  readonly cholesky: number[][];
  readonly inverse: number[][];
}

/** numpy.linalg's answers for a matrix of condition number 1,000 (fixtures/make_fixtures.py). */
const reference = readFixture<SymmetricCase>("symmetric");
const matrix = symmetricOf(reference.matrix);

describe("the Cholesky factor", () => {
  it("agrees with numpy.linalg.cholesky", () => {
    expectClose(cholesky(matrix).data, reference.cholesky.flat(), 1e-13);
  });

  it("gives the inverse of numpy.linalg.inv", () => {
    expectClose(inverse(cholesky(matrix)).data, reference.inverse.flat(), 1e-9);
  });

  it("is lower triangular and multiplies back to the matrix, and its inverse times the matrix is one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 15 }), fc.nat(1000), async (size, seed) => {
        const positive = await gram(randomMatrix(3 * size, size, seed));
        for (let i = 0; i < size; i++) positive.data[i * size + i] += 0.1;
        const { data } = cholesky(positive);
        const product = (i: number, j: number) =>
          sumOver(size, (k) => data[i * size + k] * data[j * size + k]);
        expectClose(elements(size, product), positive.data, 1e-11);
        for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) expect(data[i * size + j]).toBe(0);
        const inverted = inverse({ size, data });
        const identity = (i: number, j: number) =>
          sumOver(size, (k) => positive.data[i * size + k] * inverted.data[k * size + j]);
        expectClose(
          elements(size, identity),
          elements(size, (i, j) => (i === j ? 1 : 0)),
          1e-10,
        );
      }),
      { numRuns: 40 },
    );
  });

  it.each<[string, number[][]]>([
    ["negative", [[-1]]],
    [
      "singular",
      [
        [1, 1],
        [1, 1],
      ],
    ],
    [
      "indefinite",
      [
        [1, 2],
        [2, 1],
      ],
    ],
    ["not a number", [[Number.NaN]]],
  ])("of a matrix that is %s is rejected", (_, rows) => {
    expect(() => cholesky(symmetricOf(rows))).toThrow("not positive definite");
  });
});

function sumOver(count: number, term: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += term(k);
  return sum;
}

function elements(size: number, element: (i: number, j: number) => number): number[] {
  return Array.from({ length: size * size }, (_, at) => element(Math.floor(at / size), at % size));
}
