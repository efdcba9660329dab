import { describe, expect, it } from "vitest";
import { scoreVectors } from "../../src/head/linear-head.ts";
import { addSums, softDiscriminant, softSums, weightedGram } from "../../src/head/soft-discriminant.ts";
import type { Matrix } from "../../src/math/matrix.ts";
import { softmax } from "../../src/math/softmax.ts";

function matrix(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0].length, data: Float32Array.from(rows.flat()) };
}

const vectors = matrix([
  [1, 0.2],
  [0.8, -0.1],
  [1.2, 0.1],
  [-1, 0.3],
  [-0.7, -0.4],
  [0.1, 1.1],
  [0.3, 0.9],
  [-0.2, 1.3],
]);
const labels = [0, 0, 0, 1, 1, 2, 2, 2];
const hard = matrix(labels.map((label) => [0, 1, 2].map((c) => Number(c === label))));
const ones = new Float64Array(8).fill(1);
const prior = {
  means: matrix([
    [0, 0],
    [0, 0],
    [0, 0],
  ]),
  rows: 0,
  covarianceRows: 0,
  shareExponent: 1,
  addedRows: 0,
};

describe("the soft discriminant", () => {
  // scikit-learn 1.9.1: LinearDiscriminantAnalysis(solver="lsqr").fit(X, y).predict_proba([[0.5, 0.5], [-0.3, 0.6]])
  it("is linear discriminant analysis if every vector belongs to one class", async () => {
    const head = await softDiscriminant(
      await softSums(vectors, hard),
      await weightedGram(vectors, ones),
      prior,
    );
    const found = softmax(
      await scoreVectors(
        head,
        matrix([
          [0.5, 0.5],
          [-0.3, 0.6],
        ]),
      ),
    ).data;
    const expected = [
      5.88290649e-1, 1.71416733e-25, 4.11709351e-1, 1.60629433e-8, 3.50427876e-5, 9.99964941e-1,
    ];
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 4);
  });

  it("counts a vector of weight two as two vectors", async () => {
    const twice = matrix(
      [...Array(8).keys()].flatMap((i) => [0, 1].map(() => [...vectors.data.slice(2 * i, 2 * i + 2)])),
    );
    const share = matrix(
      labels.flatMap((label) => [0, 1].map(() => [0, 1, 2].map((c) => Number(c === label)))),
    );
    const double = { ...hard, data: hard.data.map((value) => 2 * value) };
    const a = await softDiscriminant(
      await softSums(vectors, double),
      await weightedGram(
        vectors,
        ones.map(() => 2),
      ),
      {
        ...prior,
        covarianceRows: 5,
        rows: 3,
      },
    );
    const b = await softDiscriminant(
      await softSums(twice, share),
      await weightedGram(twice, new Float64Array(16).fill(1)),
      { ...prior, covarianceRows: 5, rows: 3 },
    );
    for (const [i, value] of b.weights.data.entries()) expect(a.weights.data[i]).toBeCloseTo(value, 4);
  });

  it("adds the sums of two sets of vectors", async () => {
    const half = (start: number) => ({
      rows: 4,
      columns: 2,
      data: vectors.data.slice(2 * start, 2 * start + 8),
    });
    const shares = (start: number) => ({
      rows: 4,
      columns: 3,
      data: hard.data.slice(3 * start, 3 * start + 12),
    });
    const parts = [await softSums(half(0), shares(0)), await softSums(half(4), shares(4))];
    const whole = await softSums(vectors, hard);
    expect(addSums(parts).counts).toEqual(whole.counts);
    for (const [i, value] of addSums(parts).sums.data.entries())
      expect(value).toBeCloseTo(whole.sums.data[i], 5);
  });

  it("keeps finite scores for a class that no vector belongs to", async () => {
    const without = matrix(labels.map((label) => [Number(label === 0), Number(label !== 0), 0]));
    const head = await softDiscriminant(await softSums(vectors, without), await weightedGram(vectors, ones), {
      ...prior,
      rows: 12,
      covarianceRows: 10,
      addedRows: 1,
    });
    expect([...head.weights.data, ...head.bias].every(Number.isFinite)).toBe(true);
  });
});
