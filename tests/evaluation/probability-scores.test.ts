import { describe, expect, it } from "vitest";
import { answered, type EvaluationFixture, evaluateRows, readFixture, withProbabilities } from "./rows.ts";

describe("log loss and Brier score", () => {
  it("agree with sklearn.metrics.log_loss and brier_score_loss(scale_by_half=False)", () => {
    const reference = readFixture<EvaluationFixture>("evaluation");
    expect(evaluateRows(reference.rows).logLoss).toBeCloseTo(reference.logLoss, 12);
    expect(evaluateRows(reference.rows).brierScore).toBeCloseTo(reference.brierScore, 12);
  });

  it("stay finite if the true class has the probability 0", () => {
    const row = withProbabilities("a", { a: 0, b: 1 });
    expect(evaluateRows([row]).logLoss).toBeCloseTo(-Math.log(2 ** -52), 12);
    expect(evaluateRows([row]).brierScore).toBe(2);
  });

  it("leave out rows whose truth is null or an unknown class", () => {
    const rows = [
      withProbabilities("a", { a: 0.5, b: 0.5 }),
      withProbabilities(null, { a: 1, b: 0 }),
      withProbabilities("c", { a: 1, b: 0 }),
      // A name that every object seems to have.
      withProbabilities("constructor", { a: 1, b: 0 }),
    ];
    expect(evaluateRows(rows).logLoss).toBeCloseTo(Math.LN2, 14);
    expect(evaluateRows(rows).brierScore).toBe(0.5);
  });

  it.each([
    ["has no probabilities", [withProbabilities("a", { a: 1 }), answered("a", "a")]],
    [
      "has only the most probable classes",
      [withProbabilities("a", { a: 1 }), withProbabilities("a", { a: 0.6 })],
    ],
    ["is out of scope, and so are all", [withProbabilities(null, { a: 1 })]],
  ])("are undefined if a row %s", (_, rows) => {
    expect(evaluateRows(rows).logLoss).toBeUndefined();
    expect(evaluateRows(rows).brierScore).toBeUndefined();
  });
});
