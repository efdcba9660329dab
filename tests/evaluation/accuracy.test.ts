import { describe, expect, it } from "vitest";
import { accuracy } from "../../src/evaluation/accuracy.ts";
import { type JudgedFixture, judged, readFixture } from "./rows.ts";

describe("accuracy", () => {
  it("agrees with sklearn.metrics.accuracy_score", () => {
    const reference = readFixture<JudgedFixture>("judged");
    expect(accuracy(reference.rows)).toBeCloseTo(reference.accuracy, 14);
  });

  it("takes none for right where none is true, and nowhere else", () => {
    expect(accuracy([judged(null, null), judged(null, "a"), judged("a", null), judged("a", "a")])).toBe(0.5);
  });
});
