import { describe, expect, it } from "vitest";
import { compete, describedLabels } from "../../src/head/competing-labels.ts";
import { scoreVectors } from "../../src/head/linear-head.ts";
import { fitOneVsRest } from "../../src/head/one-vs-rest.ts";
import { replaceBySigmoidGradient } from "../../src/head/sigmoid-loss.ts";
import { fitSparseSoftmax } from "../../src/head/sparse-softmax.ts";
import { type Matrix, rowOf, zeros } from "../../src/math/matrix.ts";
import { sigmoid } from "../../src/math/sigmoid.ts";
import { sparseFrom } from "../../src/math/sparse.ts";

/**
 * scikit-learn 1.9.1: per column of T, LogisticRegression(C=2, tol=1e-12, max_iter=10000).fit(X, T[:, c]);
 * predict_proba(X[:4])[:, 1].
 */
const X = [
  [-0.6, -1.91, 1.05],
  [1.33, -0.2, 1.77],
  [-0.67, 0.15, 0.15],
  [-1.06, 0.44, 1.94],
  [-1.02, 0.9, -0.15],
  [1.77, 0.48, 0.68],
  [0.64, 0.25, -1.4],
  [1.39, -1.37, 0.24],
  [0.61, -0.84, 0.15],
  [1.17, -0.02, -0.89],
  [-2.92, -0.97, -0.59],
  [-0.52, -0.96, 0.38],
];
const T = "01 01 11 11 10 01 10 01 01 00 11 01".split(" ").map((bits) => [...bits].map(Number));
const reference = [
  [0.07727515859402496, 0.9944008821918537],
  [0.04435937284051844, 0.9789283108987356],
  [0.7782018244834326, 0.7526752703823615],
  [0.7778157937181814, 0.9767403259004381],
];

const matrix = (rows: readonly (readonly number[])[]): Matrix => ({
  rows: rows.length,
  columns: rows[0].length,
  data: Float32Array.from(rows.flat()),
});
const problem = {
  vectors: matrix(X),
  targets: matrix(T),
  offsets: zeros(12, 2),
  weights: new Float64Array(12).fill(1),
};

describe("logistic regression for several labels", () => {
  it("gives scikit-learn's probabilities of one regression per label", async () => {
    const head = await fitOneVsRest(problem, { penalty: 0.5, biasPenalty: 0, steps: 500 });
    const scores = await scoreVectors(head, problem.vectors);
    for (const [i, row] of reference.entries())
      for (const [c, value] of row.entries()) expect(sigmoid(rowOf(scores, i)[c])).toBeCloseTo(value, 2);
  });

  it("gives scikit-learn's probabilities on sparse features", async () => {
    const features = sparseFrom(
      X.map((row) => ({ indices: Uint32Array.of(0, 1, 2), values: Float32Array.from(row) })),
      3,
    );
    const given = { features, targets: problem.targets, classes: 2, loss: "sigmoid" } as const;
    const { weights, bias } = await fitSparseSoftmax(given, { penalty: 0.5, tolerance: 1e-12, steps: 500 });
    for (const [i, row] of reference.entries())
      for (const [c, value] of row.entries()) {
        const score = X[i].reduce((sum, x, j) => sum + x * rowOf(weights, j)[c], bias[c]);
        expect(sigmoid(score)).toBeCloseTo(value, 4);
      }
  });

  it("changes nothing where the targets are the probabilities of the offsets", async () => {
    const offsets = { ...problem.offsets, data: problem.offsets.data.map((_, at) => (at % 5) - 2) };
    const targets = { ...offsets, data: offsets.data.map(sigmoid) };
    const head = await fitOneVsRest({ ...problem, offsets, targets }, { penalty: 0.3, biasPenalty: 0.1 });
    expect(Math.max(...head.weights.data.map(Math.abs), ...head.bias.map(Math.abs))).toBeLessThan(1e-3);
  });

  it("has the gradient of finite differences, also for large scores", () => {
    const targets = Float32Array.of(1, 0, 0.25, 1, 0);
    const scores = [0.3, -1.2, 2, -60, 60];
    const lossAt = (changed: readonly number[]) =>
      replaceBySigmoidGradient(Float64Array.from(changed), targets, 0, 2);
    const gradient = Float64Array.from(scores);
    replaceBySigmoidGradient(gradient, targets, 0, 2);
    for (const c of scores.keys()) {
      const [up, down] = [1e-4, -1e-4].map((step) =>
        lossAt(scores.map((value, k) => (k === c ? value + step : value))),
      );
      expect(gradient[c]).toBeCloseTo((up - down) / 2e-4, 5);
    }
  });
});

describe("labels that compete", () => {
  const prompts = {
    means: matrix([
      [1, 0],
      [0, 1],
      [0, 0],
    ]),
    known: [true, true, false],
  };

  it("have lower scores for a text that fits several descriptions than for one that fits their own only", async () => {
    const { head, competition } = describedLabels(prompts);
    const texts = matrix([
      [0.8, 0],
      [0.8, 0.8],
    ]);
    const scores = await compete(competition, await scoreVectors(head, texts), texts);
    expect(rowOf(scores, 1)[0]).toBeLessThan(rowOf(scores, 0)[0] - 0.5);
    expect(rowOf(scores, 1)[2]).toBe(rowOf(scores, 0)[2]);
  });

  it("have the log odds of a softmax in which none is a class", async () => {
    const directions = matrix([
      [2, 0],
      [0, 3],
      [1, 1],
    ]);
    const text = [0.5, -0.25];
    const fits = [1, -0.75, 0.25];
    const competition = { directions, shares: new Float32Array(3).fill(1), none: 0.5 };
    const scores = await compete(competition, matrix([fits]), matrix([text]));
    const exponentials = [...fits, 0.5].map(Math.exp);
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    for (let c = 0; c < 3; c++)
      expect(rowOf(scores, 0)[c]).toBeCloseTo(Math.log(exponentials[c] / (total - exponentials[c])), 5);
  });

  it("keep their scores finite and exact if one description fits much better than the others", async () => {
    const directions = matrix([[200], [0.001], [-200]]);
    const competition = { directions, shares: new Float32Array(3).fill(1), none: 0 };
    const scores = await compete(competition, matrix([[200, 0, -200]]), matrix([[1]]));
    // The logarithm of exp(0.001) + exp(0) + exp(-200) is nearly that of 2.
    expect(Array.from(rowOf(scores, 0))).toEqual([expect.closeTo(200 - Math.log(2), 2), -200, -400]);
  });

  it("have a low score for a text that is unlike all descriptions, even if there are two of them", async () => {
    const { head, competition } = describedLabels(prompts);
    const texts = matrix([[-0.02, -0.03]]);
    const scores = await compete(competition, await scoreVectors(head, texts), texts);
    expect(Math.max(...rowOf(scores, 0))).toBeLessThan(-2);
  });

  it("do not compete if only one of them has a description", async () => {
    const one = { ...prompts, known: [true, false, false] };
    const { competition } = describedLabels(one);
    expect([...competition.shares]).toEqual([0, 0, 0]);
  });
});
