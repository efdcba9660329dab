import { describe, expect, it } from "vitest";
import {
  answered,
  type EvaluationFixture,
  evaluateRows,
  type LabeledPrediction,
  readFixture,
  withProbabilities,
} from "./rows.ts";

function topKAccuracy(rows: readonly LabeledPrediction[], k: number): number | undefined {
  return evaluateRows(rows).topK.find((each) => each.k === k)?.accuracy;
}

describe("accuracy", () => {
  it("agrees with sklearn.metrics.accuracy_score", () => {
    const reference = readFixture<EvaluationFixture>("evaluation");
    expect(evaluateRows(reference.rows).accuracy).toBeCloseTo(reference.accuracy, 14);
  });

  it("counts the prediction null as correct only if the truth is null", () => {
    expect(
      evaluateRows([answered(null, null), answered(null, "a"), answered("a", null), answered("a", "a")])
        .accuracy,
    ).toBe(0.5);
  });
});

describe("top-k accuracy", () => {
  const reference = readFixture<EvaluationFixture>("evaluation");

  it.each([1, 3, 5])("agrees with sklearn.metrics.top_k_accuracy_score for k = %i", (k) => {
    expect(topKAccuracy(reference.rows, k)).toBeCloseTo(reference.topK[k], 14);
  });

  it("finds nothing in equal probabilities until k is the number of classes", () => {
    const rows = [withProbabilities("a", { a: 0.2, b: 0.2, c: 0.2, d: 0.2, e: 0.2 })];
    expect([1, 3, 5].map((k) => topKAccuracy(rows, k))).toEqual([0, 0, 1]);
  });

  it("does not find a class without a probability and leaves out rows whose truth is null", () => {
    const rows = [
      withProbabilities("a", { a: 1 }),
      withProbabilities("c", { a: 1 }),
      withProbabilities(null, { a: 1 }),
    ];
    expect(topKAccuracy(rows, 5)).toBe(0.5);
  });

  it("is undefined if a row has no probabilities or if every truth is null", () => {
    expect(topKAccuracy([withProbabilities("a", { a: 1 }), answered("a", "a")], 1)).toBeUndefined();
    expect(topKAccuracy([withProbabilities(null, { a: 1 })], 1)).toBeUndefined();
  });
});
