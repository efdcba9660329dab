import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowOf, takeRows, transposed, zeros } from "../../src/math/matrix.ts";
import { matrixOf } from "./matrices.ts";

describe("a matrix", () => {
  it("starts as zeros", () => {
    expect(zeros(2, 3)).toEqual({ rows: 2, columns: 3, data: new Float32Array(6) });
  });

  it("shares its memory with its rows", () => {
    const matrix = matrixOf([
      [1, 2],
      [3, 4],
    ]);
    rowOf(matrix, 1)[0] = 9;
    expect([...matrix.data]).toEqual([1, 2, 9, 4]);
  });

  it("returns copies of rows in the given order, also repeated ones", () => {
    const matrix = matrixOf([
      [1, 2],
      [3, 4],
    ]);
    const taken = takeRows(matrix, [1, 0, 1]);
    taken.data[0] = 9;
    expect([...taken.data]).toEqual([9, 4, 1, 2, 3, 4]);
    expect([...matrix.data]).toEqual([1, 2, 3, 4]);
  });

  it("has its element (i, j) at (j, i) once transposed, of whatever size", () => {
    const size = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(size, size, (rows, columns) => {
        const matrix = { rows, columns, data: Float32Array.from({ length: rows * columns }, (_, i) => i) };
        const turned = transposed(matrix);
        expect([turned.rows, turned.columns]).toEqual([columns, rows]);
        for (let i = 0; i < rows; i++) {
          expect(Array.from({ length: columns }, (_, j) => rowOf(turned, j)[i])).toEqual([
            ...rowOf(matrix, i),
          ]);
        }
      }),
    );
  });
});
