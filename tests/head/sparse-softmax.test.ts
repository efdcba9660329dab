import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fitSparseSoftmax, scoreSparse } from "../../src/head/sparse-softmax.ts";
import { type Matrix, rowOf, zeros } from "../../src/math/matrix.ts";
import { softmax } from "../../src/math/softmax.ts";
import { sparseFrom, takeSparseRows } from "../../src/math/sparse.ts";

/**
 * scikit-learn 1.9.1: LogisticRegression(C=2, tol=1e-12, max_iter=10000) on X [40, 12] with about 30 % entries.
 * hard: predict_proba(X[:5]) after fit(X, y, sample_weight=w). soft: after fit(np.repeat(X, 3, 0), np.tile(range(3), 40),
 * sample_weight=T.ravel()), which is the same loss as soft targets T.
 */
const reference: Record<"X" | "T" | "hard" | "soft", number[][]> & {
  readonly y: number[];
  readonly w: number[];
} = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "sparse-softmax.json"), "utf8"));

const features = sparseFrom(
  reference.X.map((row) => {
    const indices = Uint32Array.from([...row.keys()].filter((j) => row[j] !== 0));
    return { indices, values: Float32Array.from(indices, (j) => row[j]) };
  }),
  12,
);
const labels = Int32Array.from(reference.y);
const exact = { penalty: 0.5, tolerance: 1e-12, steps: 1000 };

function expectProbabilities(scores: Matrix, expected: readonly number[][]): void {
  const actual = softmax(scores);
  for (const [i, row] of expected.entries()) {
    for (const [c, value] of row.entries()) expect(rowOf(actual, i)[c]).toBeCloseTo(value, 4);
  }
}

describe("logistic regression on sparse features", () => {
  it("gives scikit-learn's probabilities for labels and row weights", async () => {
    const problem = { features, targets: labels, classes: 3, weights: Float64Array.from(reference.w) };
    expectProbabilities(scoreSparse(await fitSparseSoftmax(problem, exact), features), reference.hard);
  });

  it("gives scikit-learn's probabilities for soft targets", async () => {
    const targets = { rows: 40, columns: 3, data: Float32Array.from(reference.T.flat()) };
    const head = await fitSparseSoftmax({ features, targets, classes: 3 }, exact);
    expectProbabilities(scoreSparse(head, features), reference.soft);
  });

  it("gives labels the same head as targets of zero and one", async () => {
    const targets = zeros(40, 3);
    for (const [i, label] of labels.entries()) rowOf(targets, i)[label] = 1;
    const hard = await fitSparseSoftmax({ features, targets: labels, classes: 3 }, exact);
    expect(await fitSparseSoftmax({ features, targets, classes: 3 }, exact)).toEqual(hard);
  });

  it("changes nothing where the offsets explain the labels, and ends where it starts", async () => {
    const offsets = zeros(40, 3);
    for (const [i, label] of labels.entries()) rowOf(offsets, i)[label] = 40;
    const sure = await fitSparseSoftmax({ features, targets: labels, classes: 3, offsets }, exact);
    expect(Math.max(...sure.weights.data.map(Math.abs))).toBeLessThan(1e-6);
    const problem = { features, targets: labels, classes: 3 };
    const start = await fitSparseSoftmax(problem, exact);
    const again = await fitSparseSoftmax(problem, { ...exact, start, steps: 1 });
    const changes = again.weights.data.map((value, i) => Math.abs(value - start.weights.data[i]));
    expect(Math.max(...changes)).toBeLessThan(1e-3);
  });

  it("scores a row the same in any company", async () => {
    const head = await fitSparseSoftmax({ features, targets: labels, classes: 3 }, { penalty: 1 });
    const all = scoreSparse(head, features);
    for (let i = 0; i < 40; i++) {
      const alone = scoreSparse(head, takeSparseRows(features, [i]));
      expect(alone.data).toEqual(Float32Array.from(rowOf(all, i)));
    }
  });

  it("counts a row of weight two as two rows, and one of weight zero not at all", async () => {
    const problem = { features, targets: labels, classes: 3 };
    const twice = Float64Array.from(labels, (_, i) => (i === 0 ? 2 : i === 1 ? 0 : 1));
    const rows = [0, ...labels.keys()].filter((i) => i !== 1);
    const taken = Int32Array.from(rows, (i) => labels[i]);
    const repeated = { ...problem, features: takeSparseRows(features, rows), targets: taken };
    const expected = scoreSparse(await fitSparseSoftmax(repeated, exact), features);
    const actual = scoreSparse(await fitSparseSoftmax({ ...problem, weights: twice }, exact), features);
    const [a, b] = [softmax(actual), softmax(expected)];
    for (const [i, value] of a.data.entries()) expect(value).toBeCloseTo(b.data[i], 4);
  });
});
