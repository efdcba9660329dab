import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { evaluatedRows } from "../../src/evaluation/evaluated-row.ts";

const sure = { prediction: "a", probability: 1 };

describe("evaluated rows", () => {
  it("carry truth and prediction together", () => {
    const rows = evaluatedRows(
      ["a", null],
      [sure, { prediction: null, probability: 0.5, noneProbability: 0.5 }],
    );
    expect(rows).toEqual([
      { truth: "a", prediction: "a", probability: 1 },
      { truth: null, prediction: null, probability: 0.5, noneProbability: 0.5 },
    ]);
  });

  it.each([
    ["no rows", [], [], "nothing to evaluate"],
    ["more labels than predictions", ["a", "b"], [sure], "2 true labels but 1 predictions"],
    [
      "a probability above 1",
      ["a", "a"],
      [sure, { prediction: "a", probability: 97 }],
      "Prediction 2 has the probability 97",
    ],
    [
      "a probability that is not a number",
      ["a"],
      [{ prediction: "a", probability: Number.NaN }],
      "probability NaN",
    ],
    [
      "a negative class probability",
      ["a"],
      [{ ...sure, probabilities: { a: 1, b: -0.1 } }],
      "probability -0.1",
    ],
    ["a none probability above 1", ["a"], [{ ...sure, noneProbability: 2 }], "probability 2"],
  ])("are rejected with %s", (_, truths, predictions, message) => {
    expect(() => evaluatedRows(truths, predictions)).toThrow(InputError);
    expect(() => evaluatedRows(truths, predictions)).toThrow(message);
  });
});
