import { expect, it } from "vitest";
import { multiplySparse, sparseFrom, sparseRow, takeSparseRows } from "../../src/math/sparse.ts";

const sparse = sparseFrom(
  [
    { indices: Uint32Array.of(0, 2), values: Float32Array.of(1, 2) },
    { indices: new Uint32Array(), values: new Float32Array() },
    { indices: Uint32Array.of(1), values: Float32Array.of(3) },
  ],
  3,
);

it("multiplies sparse rows with a dense matrix", () => {
  const dense = { rows: 3, columns: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  expect([...multiplySparse(sparse, dense).data]).toEqual([11, 14, 0, 0, 9, 12]);
});

it("takes rows in any order, repeated ones too", () => {
  const taken = takeSparseRows(sparse, [2, 0, 2]);
  expect(taken.rows).toBe(3);
  expect([...sparseRow(taken, 1).indices]).toEqual([0, 2]);
  expect(sparseRow(taken, 0)).toEqual(sparseRow(taken, 2));
});
