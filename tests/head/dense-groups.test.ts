import { expect, it } from "vitest";
import { denseGroups } from "../../src/head/dense-groups.ts";

const vectors = {
  rows: 7,
  columns: 2,
  data: Float32Array.from([1, 0, 0.8, 0.6, 0.8, -0.6, 0, 1, 0, 1, -1, 0, 0, 1]),
};

it("groups the neighbors of the row in the middle, the largest group first", async () => {
  expect(await denseGroups(vectors, 0.7, 2)).toEqual([
    [0, 1, 2],
    [3, 4, 6],
  ]);
});

it("leaves out groups that are too small", async () => {
  expect(await denseGroups(vectors, 0.99, 4)).toEqual([]);
  expect(await denseGroups({ rows: 0, columns: 2, data: new Float32Array(0) }, 0.5, 1)).toEqual([]);
});
