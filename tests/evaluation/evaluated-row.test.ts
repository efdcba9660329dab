import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { evaluatedRow } from "../../src/evaluation/evaluated-row.ts";

const sure = { prediction: "a", probability: 1 };

describe("evaluated rows", () => {
  it("carry truth and prediction together", () => {
    expect(evaluatedRow("a", sure, 1)).toEqual({ truth: "a", prediction: "a", probability: 1 });
    const none = { prediction: null, probability: 0.5, noneProbability: 0.4 };
    expect(evaluatedRow(null, none, 1)).toEqual({ truth: null, ...none });
  });

  it("take the probability of the prediction from the probabilities if it is not given", () => {
    expect(evaluatedRow("a", { prediction: "b", probabilities: { a: 0.25, b: 0.75 } }, 1)).toEqual({
      truth: "a",
      prediction: "b",
      probability: 0.75,
      scored: { isComplete: true, ofTruth: 0.25, squaredError: 2 * 0.75 ** 2, rank: 2 },
    });
    expect(evaluatedRow("a", { prediction: "a" }, 1)).toEqual({ truth: "a", prediction: "a" });
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
    expect(() => evaluate(truths, predictions)).toThrow(InputError);
    expect(() => evaluate(truths, predictions)).toThrow(message);
  });
});
