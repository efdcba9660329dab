import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DualFit, DualProblem } from "../../src/head/dual-problem.ts";
import { fitDualSoftmax, startForMoreRows } from "../../src/head/dual-softmax.ts";
import { scoreSparse } from "../../src/head/sparse-softmax.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { softmax } from "../../src/math/softmax.ts";
import { type SparseMatrix, sparseFrom, takeSparseRows } from "../../src/math/sparse.ts";

const reference: { readonly X: number[][]; readonly y: number[]; readonly w: number[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures", "sparse-softmax.json"), "utf8"),
);
const features = sparseFrom(
  reference.X.map((row) => {
    const indices = Uint32Array.from([...row.keys()].filter((j) => row[j] !== 0));
    return { indices, values: Float32Array.from(indices, (j) => row[j]) };
  }),
  12,
);
const problem: DualProblem = {
  features,
  labels: Int32Array.from(reference.y),
  classes: 3,
  weights: Float64Array.from(reference.w),
};
const exact = { penalty: 0.5, tolerance: 1e-9, passes: 500 };

function probabilitiesOf({ head }: DualFit, of: SparseMatrix = features) {
  return softmax(scoreSparse(head, of));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => Math.abs(value - b[i])).reduce((most, each) => Math.max(most, each), 0);
}

describe("dual coordinate descent", () => {
  it("gives scikit-learn's probabilities", () => {
    // scikit-learn 1.9.1: LogisticRegression(C=2, tol=1e-12, max_iter=10000, fit_intercept=False).fit(X1, y,
    // sample_weight=w).predict_proba(X1[:5]) with X1 = np.hstack([X, np.ones((40, 1))]).
    const expected = [
      [0.248059, 0.669425, 0.082515],
      [0.274179, 0.238606, 0.487215],
      [0.157847, 0.113021, 0.729132],
      [0.352122, 0.240878, 0.407],
      [0.420315, 0.175995, 0.40369],
    ];
    const found = probabilitiesOf(fitDualSoftmax(problem, exact));
    expect(largestDifference(found.data.subarray(0, 15), expected.flat())).toBeLessThan(1e-3);
  });

  it("keeps probabilities whose residuals give the weights", () => {
    const { head, probabilities } = fitDualSoftmax(problem, { penalty: 0.2 });
    const weights = new Float64Array(12 * 3);
    for (const [i, row] of reference.X.entries()) {
      for (const [f, value] of row.entries()) {
        for (let c = 0; c < 3; c++) {
          const residual = (c === reference.y[i] ? 1 : 0) - rowOf(probabilities, i)[c];
          weights[f * 3 + c] += (reference.w[i] * value * residual) / 0.2;
        }
      }
    }
    expect(largestDifference(head.weights.data, weights)).toBeLessThan(1e-3);
  });

  it("ends at the same place from another penalty, and from a fit of fewer rows", () => {
    const expected = probabilitiesOf(fitDualSoftmax(problem, exact)).data;
    for (const penalty of [5, 0.05]) {
      const start = fitDualSoftmax(problem, { penalty });
      const found = probabilitiesOf(fitDualSoftmax(problem, { ...exact, start }));
      expect(largestDifference(found.data, expected)).toBeLessThan(1e-3);
    }
    const rows = Int32Array.from({ length: 25 }, (_, k) => k + 10);
    const fewer = {
      ...problem,
      features: takeSparseRows(features, rows),
      labels: rows.map((i) => problem.labels[i]),
      weights: Float64Array.from(rows, (i) => reference.w[i]),
    };
    const start = startForMoreRows(fitDualSoftmax(fewer, { penalty: 1 }), rows, problem);
    const found = probabilitiesOf(fitDualSoftmax(problem, { ...exact, start }));
    expect(largestDifference(found.data, expected)).toBeLessThan(1e-3);
  });

  it("depends on the order of the rows by rounding only", () => {
    const turned = Int32Array.from({ length: 40 }, (_, i) => 39 - i);
    const other = {
      ...problem,
      features: takeSparseRows(features, turned),
      labels: turned.map((i) => problem.labels[i]),
      weights: Float64Array.from(turned, (i) => reference.w[i]),
    };
    const found = probabilitiesOf(fitDualSoftmax(other, exact));
    expect(largestDifference(found.data, probabilitiesOf(fitDualSoftmax(problem, exact)).data)).toBeLessThan(
      1e-3,
    );
  });

  it("gives the same bits again", () => {
    expect(fitDualSoftmax(problem, { penalty: 0.1 })).toEqual(fitDualSoftmax(problem, { penalty: 0.1 }));
  });

  it("counts a row of weight two as two rows, and one of weight zero not at all", () => {
    const twice = Float64Array.from(problem.labels, (_, i) => (i === 0 ? 2 : i === 1 ? 0 : 1));
    const rows = Int32Array.from([0, ...problem.labels.keys()].filter((i) => i !== 1));
    const repeated = {
      features: takeSparseRows(features, rows),
      labels: rows.map((i) => problem.labels[i]),
      classes: 3,
    };
    const found = probabilitiesOf(fitDualSoftmax({ ...problem, weights: twice }, exact));
    const expected = probabilitiesOf(fitDualSoftmax(repeated, exact), features);
    expect(largestDifference(found.data, expected.data)).toBeLessThan(1e-3);
  });

  it("separates rows of one feature each without overflow at a small penalty", () => {
    const own = sparseFrom(
      [0, 1, 2].map((f) => ({ indices: Uint32Array.of(f), values: Float32Array.of(1) })),
      3,
    );
    const fit = fitDualSoftmax(
      { features: own, labels: Int32Array.of(0, 1, 2), classes: 3 },
      { penalty: 1e-3 },
    );
    for (const [i, value] of probabilitiesOf(fit, own).data.entries()) {
      expect(value).toBeCloseTo(i % 4 === 0 ? 1 : 0, 1);
    }
  });
});
