import { describe, expect, it } from "vitest";
import { normalizeRows, project } from "../../src/head/projection.ts";
import { matrixOf } from "./problems.ts";

describe("a projection", () => {
  it("subtracts the center, then multiplies with the whitener", async () => {
    const center = Float32Array.of(1, 1);
    const whitener = matrixOf([
      [2, 1],
      [1, 3],
    ]);
    expect([...(await project(matrixOf([[2, 3]]), { center, whitener })).data]).toEqual([4, 7]);
    expect([...(await project(matrixOf([[2, 3]]), { center })).data]).toEqual([1, 2]);
  });

  it("scales rows to length one, and does not change a row of zeros", () => {
    expect([
      ...normalizeRows(
        matrixOf([
          [3, 4],
          [0, 0],
        ]),
      ).data,
    ]).toEqual([...Float32Array.of(0.6, 0.8, 0, 0)]);
  });
});
