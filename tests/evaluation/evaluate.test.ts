import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { type EvaluationFixture, readFixture } from "./rows.ts";

describe("an evaluation", () => {
  it("has every metric", () => {
    const reference = readFixture<EvaluationFixture>("evaluation");
    const truths = reference.rows.map(({ truth }) => truth);
    const found = evaluate(truths, reference.rows);
    expect(found).toMatchObject({
      rows: 200,
      accuracy: expect.closeTo(reference.accuracy, 12),
      macroF1: expect.closeTo(reference.macroF1, 12),
      expectedCalibrationError: expect.closeTo(reference.expectedCalibrationError, 12),
      logLoss: expect.closeTo(reference.logLoss, 12),
      brierScore: expect.closeTo(reference.brierScore, 12),
      topK: [1, 3, 5].map((k) => ({ k, accuracy: expect.closeTo(reference.topK[k], 12) })),
      unknownLabels: [],
    });
    expect(found).not.toHaveProperty("noneAreaUnderRoc");
    expect(found.classes.map(({ label }) => label)).toEqual(reference.labels);
    expect(found.confusion.reduce((sum, { count }) => sum + count, 0)).toBe(200);
    expect(found.mostConfused[0]).toEqual({ truth: "ant", prediction: "Bee", count: 9 });
    expect(found.reliability.reduce((sum, { count }) => sum + count, 0)).toBe(200);
    expect(found.coverage.at(-1)).toMatchObject({
      coverage: 1,
      accuracy: expect.closeTo(found.accuracy, 12),
    });
  });

  it("counts the rows whose truth is null and measures how well noneProbability separates them", () => {
    const rows = [0.1, 0.2, 0.3, 0.9].map((noneProbability) => ({ ...sure("a"), noneProbability }));
    expect(evaluate(["a", "a", null, null], rows)).toMatchObject({ outOfScopeRows: 2, noneAreaUnderRoc: 1 });
    expect(evaluate(["a", null, "a", null], rows)).toMatchObject({
      outOfScopeRows: 2,
      noneAreaUnderRoc: 0.75,
    });
    expect(evaluate(["a", "a", "a", "a"], rows)).toMatchObject({ outOfScopeRows: 0 });
  });

  it("needs no more than a prediction and its probability", () => {
    const found = evaluate(["a", "b"], [sure("a"), sure("a")]);
    expect(found).toMatchObject({ accuracy: 0.5, topK: [], unknownLabels: [] });
    expect(found.logLoss).toBeUndefined();
    expect(found.brierScore).toBeUndefined();
  });

  it("lists the true labels that are not classes, by the probabilities or the option classes", () => {
    const predictions = [1, 2, 3].map(() => ({ ...sure("a"), probabilities: { a: 1 } }));
    expect(evaluate(["z", null, "b"], predictions).unknownLabels).toEqual(["b", "z"]);
    expect(evaluate(["z", null, "b"], predictions, { classes: ["a", "b"] }).unknownLabels).toEqual(["z"]);
  });

  it("measures noneProbability if some texts are out of scope and some are not", () => {
    const withNone = [0.9, 0.2, 0.4, 0.4].map((noneProbability) => ({ ...sure("a"), noneProbability }));
    expect(evaluate([null, "a", null, "a"], withNone).noneAreaUnderRoc).toBe(0.875);
    expect(evaluate(["a", "a", "a", "a"], withNone).noneAreaUnderRoc).toBeUndefined();
    expect(
      evaluate([null, "a", null, "a"], [sure("a"), ...withNone.slice(1)]).noneAreaUnderRoc,
    ).toBeUndefined();
  });

  it("is the same after writing and reading as JSON", () => {
    const found = evaluate([null, "b"], [sure("a"), sure("b")]);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it("of no rows is rejected", () => {
    expect(() => evaluate([], [])).toThrow(InputError);
  });
});

function sure(prediction: string): { prediction: string; probability: number } {
  return { prediction, probability: 1 };
}
