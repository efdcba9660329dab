import { expect, it } from "vitest";
import { showEvaluation } from "../../src/cli/show-evaluation.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";

const truths = ["refund", "refund", "login", "login", "praise"];
const predictions = [
  { prediction: "refund", probability: 0.9 },
  { prediction: "login", probability: 0.55 },
  { prediction: "login", probability: 0.8 },
  { prediction: "login", probability: 0.7 },
  { prediction: "refund", probability: 0.4 },
];

it("an evaluation shows the scores, the confused classes, unknown labels and the accuracy per threshold", () => {
  const shown = showEvaluation(evaluate(truths, predictions, { classes: ["refund", "login"] }));
  expect(shown.split("\n").map((line) => line.trimEnd())).toEqual([
    "5 examples: accuracy 60.0 %, macro-F1 43.3 %, expected calibration error 31.0 %.",
    "The model does not know these labels, so their examples count as errors: praise. Rename them with --label-map.",
    "",
    "Most frequent errors:",
    "true class  predicted class  examples",
    "praise               refund         1",
    "refund                login         1",
    "",
    "Answers with a probability of at least the threshold:",
    "threshold  share answered  accuracy",
    "0.00              100.0 %    60.0 %",
    "0.50               80.0 %    75.0 %",
    "0.60               60.0 %   100.0 %",
    "0.70               60.0 %   100.0 %",
    "0.80               40.0 %   100.0 %",
    "0.90               20.0 %   100.0 %",
    "0.95                0.0 %         -",
    "0.99                0.0 %         -",
  ]);
});

it("an evaluation with out-of-scope examples shows their number and the AUROC of none", () => {
  const sure = { prediction: "a", probability: 1, noneProbability: 0.2 };
  const unsure = { ...sure, noneProbability: 0.7 };
  expect(showEvaluation(evaluate(["a", "a", null], [sure, sure, unsure]))).toContain(
    "1 out-of-scope example (label null): the probability of none separates them from in-scope examples with AUROC 100.0 %.",
  );
  expect(showEvaluation(evaluate([null], [unsure]))).toContain(
    "1 out-of-scope example (label null), but no in-scope examples to compare with.",
  );
});

it("an evaluation without errors shows no confused classes", () => {
  expect(showEvaluation(evaluate(["a"], [{ prediction: "a", probability: 1 }]))).not.toContain("errors");
});
