import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Matrix, zeros } from "../../src/math/matrix.ts";
import { multiplySparse, multiplySparseTransposed, type SparseMatrix } from "../../src/math/sparse.ts";
import { expectClose, plainProduct, randomMatrix, transposed } from "./matrices.ts";

describe("a sparse product", () => {
  const side = fc.integer({ min: 1, max: 12 });

  it("agrees with the dense one, transposed or not, with empty rows and columns", () => {
    fc.assert(
      fc.property(side, side, side, fc.nat(1000), (rows, columns, k, seed) => {
        const dense = mostlyZeros(rows, columns, seed);
        const sparse = sparseOf(dense);
        const right = randomMatrix(columns, k, seed + 1);
        const left = randomMatrix(rows, k, seed + 2);
        expectClose(multiplySparse(sparse, right).data, plainProduct(dense, right), 1e-5);
        expectClose(multiplySparseTransposed(sparse, left).data, plainProduct(transposed(dense), left), 1e-5);
      }),
    );
  });

  it("of sides that do not fit is refused", () => {
    const sparse = sparseOf(mostlyZeros(2, 3, 1));
    expect(() => multiplySparse(sparse, zeros(2, 1))).toThrow("over 3 and 2");
    expect(() => multiplySparseTransposed(sparse, zeros(3, 1))).toThrow("over 2 and 3");
  });
});

function mostlyZeros(rows: number, columns: number, seed: number): Matrix {
  const matrix = randomMatrix(rows, columns, seed);
  for (let i = 0; i < matrix.data.length; i++) if (matrix.data[i] < 0.4) matrix.data[i] = 0;
  return matrix;
}

function sparseOf({ rows, columns, data }: Matrix): SparseMatrix {
  const starts = [0];
  const indices: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) if (data[i * columns + j] !== 0) indices.push(j);
    starts.push(indices.length);
  }
  const values = data.filter((value) => value !== 0);
  return { rows, columns, starts: Uint32Array.from(starts), indices: Uint32Array.from(indices), values };
}
