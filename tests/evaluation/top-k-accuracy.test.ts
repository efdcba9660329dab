import { describe, expect, it } from "vitest";
import { topKAccuracy } from "../../src/evaluation/top-k-accuracy.ts";
import { believed, type JudgedFixture, judged, readFixture } from "./rows.ts";

describe("top-k accuracy", () => {
  const reference = readFixture<JudgedFixture>("judged");

  it.each([1, 2, 3, 5])("agrees with sklearn.metrics.top_k_accuracy_score for k = %i", (k) => {
    expect(topKAccuracy(reference.rows, k)).toBeCloseTo(reference.topK[k], 14);
  });

  it("finds nothing in equal probabilities until k is the number of classes", () => {
    const rows = [believed("a", { a: 0.25, b: 0.25, c: 0.25, d: 0.25 })];
    expect([1, 2, 3, 4].map((k) => topKAccuracy(rows, k))).toEqual([0, 0, 0, 1]);
  });

  it("misses a class that has no probability and leaves out rows of no class", () => {
    const rows = [believed("a", { a: 1 }), believed("c", { a: 1 }), believed(null, { a: 1 })];
    expect(topKAccuracy(rows, 5)).toBe(0.5);
  });

  it("is undefined without probabilities or without a row of a class", () => {
    expect(topKAccuracy([believed("a", { a: 1 }), judged("a", "a")], 1)).toBeUndefined();
    expect(topKAccuracy([believed(null, { a: 1 })], 1)).toBeUndefined();
  });
});
