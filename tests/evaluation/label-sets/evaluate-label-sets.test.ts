import { describe, expect, it } from "vitest";
import { averagePrecision } from "../../../src/evaluation/label-sets/average-precision.ts";
import { evaluateLabelSets } from "../../../src/index.ts";

const names = ["a", "b", "c", "never"];
const truths = [["c"], ["c"], ["a", "c"], ["b"], ["a", "c"], ["a"], ["c"], ["a"]];
const answered = [["a", "b", "c"], ["c"], ["a"], ["b"], ["a"], ["a"], ["b", "c"], ["a", "b"]];
const probabilities = [
  [0.54, 0.51, 0.63, 0.06],
  [0.39, 0.33, 0.62, 0.14],
  [0.64, 0.28, 0.56, 0.18],
  [0.27, 0.92, 0.35, 0.17],
  [0.57, 0.27, 0.52, 0.12],
  [0.71, 0.05, 0.29, 0.22],
  [0.42, 0.45, 0.81, 0.41],
  [0.62, 0.4, 0.2, 0.34],
];
const answers = answered.map((labels, i) => ({
  labels,
  probabilities: Object.fromEntries(names.map((name, c) => [name, probabilities[i][c]])),
}));

describe("the evaluation of several labels per text", () => {
  it("gives scikit-learn's figures", () => {
    const found = evaluateLabelSets(truths, answers, { classes: names });
    // scikit-learn 1.9.1, indicator matrices of these lists: f1_score(average="micro"), f1_score(average="macro",
    // zero_division=np.nan), precision_score and recall_score(average="micro"), accuracy_score, f1_score per column.
    expect(found.microF1).toBeCloseTo(0.7272727272727273, 12);
    expect(found.macroF1).toBeCloseTo(0.6796296296296296, 12);
    expect(found.microPrecision).toBeCloseTo(0.6666666666666666, 12);
    expect(found.microRecall).toBeCloseTo(0.8, 12);
    expect(found.exactMatch).toBe(0.375);
    expect(found.labels.map(({ f1 }) => f1)).toEqual([0.8888888888888888, 0.4, 0.75, null]);
    expect(found.labels.map((each) => each.averagePrecision)).toEqual([1, 1, 1, null]);
    expect(found).toMatchObject({ count: 8, labelsPerRow: 10 / 8, answeredPerRow: 12 / 8 });
  });

  it("is the same whatever the order of the labels and classes", () => {
    const reversed = evaluateLabelSets(
      truths.map((labels) => labels.toReversed()),
      answers.map((answer) => ({ ...answer, labels: answer.labels.toReversed() })),
      { classes: names.toReversed() },
    );
    const found = evaluateLabelSets(truths, answers, { classes: names });
    expect({ ...reversed, labels: reversed.labels.toReversed() }).toEqual({
      ...found,
      macroF1: expect.closeTo(found.macroF1, 12),
      meanAveragePrecision: expect.closeTo(found.meanAveragePrecision!, 12),
      calibrationError: expect.closeTo(found.calibrationError!, 12),
    });
  });

  it("measures a constant probability by how far it is from the share of rows with the label", () => {
    const constant = [0, 1, 2, 3].map(() => ({ labels: [], probabilities: { a: 0.5 } }));
    const found = evaluateLabelSets([["a"], [], [], []], constant);
    expect(found.labels[0].calibrationError).toBeCloseTo(0.25, 12);
  });

  it("counts a row without labels as right only if nothing is answered", () => {
    expect(evaluateLabelSets([[], []], [{ labels: [] }, { labels: ["a"] }])).toMatchObject({
      exactMatch: 0.5,
      microPrecision: 0,
      meanAveragePrecision: null,
    });
  });

  it("rejects lists of different lengths and no rows", () => {
    expect(() => evaluateLabelSets([["a"]], [])).toThrow("There are 1 truths and 0 answers");
    expect(() => evaluateLabelSets([], [])).toThrow("There are no rows");
  });
});

describe("average precision", () => {
  it("gives scikit-learn's value, also with equal scores", () => {
    // scikit-learn 1.9.1: average_precision_score([1, 0, 1, 0, 1], [0.5, 0.5, 0.9, 0.1, 0.1])
    expect(averagePrecision([0.5, 0.5, 0.9, 0.1, 0.1], [1, 0, 1, 0, 1])).toBeCloseTo(0.7555555555555555, 12);
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8, 0.7, 0.2], [0, 1, 1, 0, 1, 0])).toBeCloseTo(
      (1 / 2 + 2 / 3 + 3 / 4) / 3,
      12,
    );
  });

  it("is undefined without a positive row", () => {
    expect(averagePrecision([0.5, 0.1], [0, 0])).toBeUndefined();
  });
});
