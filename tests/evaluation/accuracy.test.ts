import { describe, expect, it } from "vitest";
import { accuracy, topKAccuracy } from "../../src/evaluation/accuracy.ts";
import { answered, type EvaluationFixture, readFixture, withProbabilities } from "./rows.ts";

describe("accuracy", () => {
  it("agrees with sklearn.metrics.accuracy_score", () => {
    const reference = readFixture<EvaluationFixture>("evaluation");
    expect(accuracy(reference.rows)).toBeCloseTo(reference.accuracy, 14);
  });

  it("counts the prediction null as correct only if the truth is null", () => {
    expect(
      accuracy([answered(null, null), answered(null, "a"), answered("a", null), answered("a", "a")]),
    ).toBe(0.5);
  });
});

describe("top-k accuracy", () => {
  const reference = readFixture<EvaluationFixture>("evaluation");

  it.each([1, 2, 3, 5])("agrees with sklearn.metrics.top_k_accuracy_score for k = %i", (k) => {
    expect(topKAccuracy(reference.rows, k)).toBeCloseTo(reference.topK[k], 14);
  });

  it("finds nothing in equal probabilities until k is the number of classes", () => {
    const rows = [withProbabilities("a", { a: 0.25, b: 0.25, c: 0.25, d: 0.25 })];
    expect([1, 2, 3, 4].map((k) => topKAccuracy(rows, k))).toEqual([0, 0, 0, 1]);
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
