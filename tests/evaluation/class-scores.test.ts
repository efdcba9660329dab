import { describe, expect, it } from "vitest";
import { answered, type EvaluationFixture, evaluateRows, readFixture } from "./rows.ts";

describe("the scores of a class", () => {
  const reference = readFixture<EvaluationFixture>("evaluation");
  const { classes: scores, macroF1, weightedF1 } = evaluateRows(reference.rows);

  it("agree with sklearn.metrics.precision_recall_fscore_support, also for classes that are never true or never predicted", () => {
    expect(scores.map(({ label }) => label)).toEqual(reference.labels);
    scores.forEach((score, i) => {
      expect(score.precision).toBeCloseTo(reference.precision[i], 14);
      expect(score.recall).toBeCloseTo(reference.recall[i], 14);
      expect(score.f1).toBeCloseTo(reference.f1[i], 14);
      expect(score.support).toBe(reference.support[i]);
    });
    expect(scores.reduce((sum, { predicted }) => sum + predicted, 0)).toBe(200);
  });

  it("have the mean of sklearn.metrics.f1_score(average='macro')", () => {
    expect(macroF1).toBeCloseTo(reference.macroF1, 14);
  });

  it("have the weighted mean of sklearn.metrics.f1_score(average='weighted')", () => {
    // scikit-learn 1.9.1
    expect(weightedF1).toBeCloseTo(0.6770483672975086, 12);
  });

  it("count null as a class", () => {
    const rows = [answered(null, null), answered(null, "a"), answered("a", "a")];
    expect(evaluateRows(rows).classes).toEqual([
      { label: "a", precision: 0.5, recall: 1, f1: 2 / 3, support: 1, predicted: 2 },
      { label: null, precision: 1, recall: 0.5, f1: 2 / 3, support: 2, predicted: 1 },
    ]);
  });
});
