import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Eigen, eigen } from "../../src/math/eigen.ts";
import type { SymmetricMatrix } from "../../src/math/symmetric.ts";
import { gram } from "../../src/onnx/product.ts";
import { expectClose, randomMatrix, readFixture, symmetricOf } from "./matrices.ts";

interface EigenCase {
  readonly matrix: number[][];
  readonly eigenvalues: number[];
  readonly eigenvectors: number[][];
}

describe("the eigendecomposition", () => {
  it("agrees with numpy.linalg.eigh, vectors up to their sign", () => {
    const reference = readFixture<EigenCase>("symmetric");
    const { values, vectors } = eigen(symmetricOf(reference.matrix));
    expectClose(values, reference.eigenvalues, 1e-14);
    reference.eigenvectors.forEach((expected, i) => {
      const found = vectors.subarray(i * 12, (i + 1) * 12);
      const sign = Math.sign(expected[0] * found[0]);
      expectClose(
        found.map((component) => sign * component),
        expected,
        1e-11,
      );
    });
  });

  it("has ascending values and orthonormal vectors that rebuild the matrix, whatever the matrix", () => {
    fc.assert(
      fc.property(anySymmetric(), (matrix) => {
        const found = eigen(matrix);
        const scale = Math.max(1, ...matrix.data.map(Math.abs));
        expectClose(rebuilt(found), matrix.data, 1e-13 * scale);
        expectClose(gramOfVectors(found), identity(matrix.size), 1e-13);
        expect([...found.values]).toEqual([...found.values].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  it("copes with values of many sizes and many times over", () => {
    const graded = symmetricOf([
      [1e12, 1e6, 1],
      [1e6, 1, 1e-3],
      [1, 1e-3, 1e-9],
    ]);
    expectClose(rebuilt(eigen(graded)), graded.data, 1e12 * 1e-15);
    const tiny = { size: 3, data: graded.data.map((element) => 1e-300 * element) };
    expectClose(rebuilt(eigen(tiny)), tiny.data, 1e-288 * 1e-15);
    const repeated = { size: 6, data: Float64Array.from(identity(6), (element) => 3 * element) };
    expect([...eigen(repeated).values]).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it("is right at the size of the encoder's vectors, of fewer rows than columns too", async () => {
    const matrix = await gram(randomMatrix(200, 384, 5));
    const found = eigen(matrix);
    expectClose(rebuilt(found), matrix.data, 1e-11);
    expectClose(found.values.subarray(0, 184), new Array(184).fill(0), 1e-4);
    expect(found.values[184]).toBeGreaterThan(1);
  });

  it("of numbers that are not finite is rejected, not endless", () => {
    const broken = symmetricOf([
      [1, Number.NaN],
      [Number.NaN, 1],
    ]);
    expect(() => eigen(broken)).toThrow("do not converge");
  });
});

/** Symmetric matrices of whole numbers (with many equal and zero elements) and of fractions. */
function anySymmetric(): fc.Arbitrary<SymmetricMatrix> {
  const element = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ min: -100, max: 100, noNaN: true }));
  return fc.integer({ min: 1, max: 9 }).chain((size) =>
    fc.array(element, { minLength: size * size, maxLength: size * size }).map((elements) => {
      const at = (i: number, j: number): number => elements[Math.max(i, j) * size + Math.min(i, j)];
      const data = Float64Array.from(elements, (_, k) => at(Math.floor(k / size), k % size));
      return { size, data };
    }),
  );
}

function rebuilt({ values, vectors }: Eigen): Float64Array {
  const size = values.length;
  const sum = new Float64Array(size * size);
  for (let v = 0; v < size; v++) {
    for (let i = 0; i < size; i++) {
      const weight = values[v] * vectors[v * size + i];
      for (let j = 0; j < size; j++) sum[i * size + j] += weight * vectors[v * size + j];
    }
  }
  return sum;
}

function gramOfVectors({ values, vectors }: Eigen): number[] {
  const size = values.length;
  return Array.from({ length: size * size }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < size; k++) {
      sum += vectors[Math.floor(at / size) * size + k] * vectors[(at % size) * size + k];
    }
    return sum;
  });
}

function identity(size: number): number[] {
  return Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
}
