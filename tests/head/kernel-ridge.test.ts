import { expect, it } from "vitest";
import { kernelRidgeScores } from "../../src/head/kernel-ridge.ts";
import { rowOf, zeros } from "../../src/math/matrix.ts";

const points = [
  [1, 0],
  [0.8, 0.6],
  [0, 1],
  [-0.6, 0.8],
  [-1, 0],
  [0.6, -0.8],
];
const labels = Int32Array.of(0, 0, 1, 1, 2, 2);

function kernel() {
  const found = zeros(6, 6);
  for (const [i, [x, y]] of points.entries())
    for (const [j, [u, v]] of points.entries()) found.data[i * 6 + j] = ((1 + x * u + y * v) / 2) ** 2;
  return found;
}

it("scores equal those of kernel ridge regression without the held-out row", async () => {
  // scikit-learn 1.9.1: KernelRidge(alpha=0.3, kernel="precomputed").fit(K[:5, :5], np.eye(3)[y][:5]).predict(K[:, :5])
  // with K = ((1 + X @ X.T) / 2) ** 2.
  const expected = [
    [0.881743, -0.067272, 0.015474],
    [0.768688, 0.182219, -0.018142],
    [0.173805, 0.79174, -0.052114],
    [-0.058858, 0.798047, 0.190185],
    [-0.002668, 0.138071, 0.685763],
    [0.439604, -0.019802, 0.025743],
  ];
  const scores = await kernelRidgeScores(kernel(), labels, 3, (row) => row === 5, 0.3);
  for (const [i, row] of expected.entries())
    for (const [c, value] of row.entries()) expect(rowOf(scores, i)[c]).toBeCloseTo(value, 3);
});

it("a held-out label has no effect, and a class without rows scores zero", async () => {
  const other = Int32Array.from(labels).fill(0, 5);
  const isHeldOut = (row: number) => row === 5;
  const one = await kernelRidgeScores(kernel(), labels, 4, isHeldOut, 0.3);
  expect((await kernelRidgeScores(kernel(), other, 4, isHeldOut, 0.3)).data).toEqual(one.data);
  for (let i = 0; i < 6; i++) expect(rowOf(one, i)[3]).toBe(0);
});
