import { describe, expect, it } from "vitest";
import { rowOf, takeRows, zeros } from "../../src/math/matrix.ts";
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

  it("gives copies of rows in the order asked for, more than once where asked", () => {
    const matrix = matrixOf([
      [1, 2],
      [3, 4],
    ]);
    const taken = takeRows(matrix, [1, 0, 1]);
    taken.data[0] = 9;
    expect([...taken.data]).toEqual([9, 4, 1, 2, 3, 4]);
    expect([...matrix.data]).toEqual([1, 2, 3, 4]);
  });
});
