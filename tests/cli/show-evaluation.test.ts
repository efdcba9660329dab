import { describe, expect, it } from "vitest";
import { showComparison } from "../../src/cli/show-comparison.ts";
import { showEvaluation } from "../../src/cli/show-evaluation.ts";
import { compareEvaluations } from "../../src/evaluation/compare.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";

const truths = ["refund", "refund", "login", "login", "praise"];
const predictions = [
  { prediction: "refund", probability: 0.9 },
  { prediction: "login", probability: 0.55 },
  { prediction: "login", probability: 0.8 },
  { prediction: "login", probability: 0.7 },
  { prediction: "refund", probability: 0.4 },
];
const details = [{}, { id: "7", text: "charged \u001b[2Jtwice" }, {}, {}, { text: "thank you ".repeat(20) }];

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trimEnd());
}

describe("an evaluation", () => {
  it("is shown with the verdict first, then figures, classes, errors, coverage and calibration", () => {
    const options = { classes: ["refund", "login"], details, resamples: 0 };
    expect(linesOf(showEvaluation(evaluate(truths, predictions, options)))).toEqual([
      'Correct 6 times in 10. It confuses "praise" with "refund" most. All sure answers',
      "(20 % of texts) are correct.",
      "The model does not know these labels, so their rows count as errors: praise.",
      "Rename them with --label-map.",
      "",
      "5 rows                    value  95 % interval",
      "accuracy                 60.0 %",
      "macro-F1                 43.3 %",
      "weighted F1              52.0 %",
      "calibration error (ECE)  31.0 %",
      "",
      "class   precision   recall      F1  95 % interval  rows",
      "login      66.7 %  100.0 %  80.0 %                    2",
      "praise          -    0.0 %   0.0 %                    1",
      "refund     50.0 %   50.0 %  50.0 %                    2",
      "",
      "Most frequent errors:",
      "true class  predicted class  rows",
      "praise               refund     1",
      "refund                login     1",
      "",
      "If only answers with a probability of at least the threshold are used:",
      "threshold  answered  correct  95 % interval",
      "0.00        100.0 %   60.0 %",
      "0.50         80.0 %   75.0 %",
      "0.60         60.0 %  100.0 %",
      "0.70         60.0 %  100.0 %",
      "0.80         40.0 %  100.0 %",
      "0.90         20.0 %  100.0 %",
      "0.95          0.0 %        -",
      "0.99          0.0 %        -",
      "",
      "Calibration (calibrated: mean and correct are equal):",
      "probability     mean  correct  95 % interval  rows",
      "0.33 to 0.40  40.0 %    0.0 %                    1",
      "0.53 to 0.60  55.0 %    0.0 %                    1",
      "0.67 to 0.73  70.0 %  100.0 %                    1",
      "0.73 to 0.80  80.0 %  100.0 %                    1",
      "0.87 to 0.93  90.0 %  100.0 %                    1",
      "",
      "Wrong answers, the surest first:",
      " 55.0 %  login (true: refund) [7]: charged \\u001b[2Jtwice",
      " 40.0 %  refund (true: praise): thank you thank you thank you thank you thank y…",
    ]);
  });

  it("fits into 80 columns with long names, large numbers and many classes", () => {
    const names = Array.from({ length: 150 }, (_, i) => `a rather long name of a class, number ${i}`);
    const rows = names.flatMap((name, i) => [name, names[(i + 1) % 150]]);
    const answers = rows.map((_, i) => ({
      prediction: names[Math.floor(i / 2)],
      probability: 0.95,
      noneProbability: 0.2,
    }));
    const labels = [...rows, null];
    const shown = showEvaluation(
      evaluate(labels, [...answers, answers[0]], {
        details: labels.map((_, i) => ({ id: `${i}`.repeat(30), text: "text ".repeat(50) })),
        costs: [{ truth: names[1], prediction: names[0], cost: 1234.5 }],
        outOfScope: "separate",
        basis: { source: "test rows", notes: ["A note of many words. ".repeat(10)] },
      }),
    );
    expect(Math.max(...shown.split("\n").map((line) => Array.from(line).length))).toBeLessThanOrEqual(80);
    expect(shown).toContain("The 30 of 150 classes with the lowest F1 (all: --json):");
    expect(shown).toContain("(5 of 150; all: --errors FILE)");
    expect(shown).toContain("Most costly errors:");
  });

  it("shows how out-of-scope rows are recognized", () => {
    const sure = { prediction: "a", probability: 1, noneProbability: 0.2 };
    const unsure = { ...sure, noneProbability: 0.7 };
    const shown = showEvaluation(evaluate(["a", "a", null], [sure, sure, unsure], { resamples: 0 }));
    expect(linesOf(shown)).toContain("1 out-of-scope row (label null), 2 in-scope rows:");
    expect(linesOf(shown)).toContain("separated by the probability of none (AUROC)  100.0 %");
    expect(shown).toContain("A row is taken as none if the probability of none is at least 0.5.");
    expect(showEvaluation(evaluate([null], [unsure]))).toContain(
      "1 out-of-scope row (label null), 0 in-scope rows:",
    );
  });

  it("without errors and probabilities shows neither", () => {
    const shown = showEvaluation(evaluate(["a"], [{ prediction: "a" }]));
    expect(shown).not.toMatch(/errors|Wrong|threshold|Calibration/);
  });
});

it("a comparison shows both figures, the difference, and the rows that changed", () => {
  const baseline = [predictions[1], predictions[1], ...predictions.slice(2)];
  const comparison = compareEvaluations(truths, predictions, baseline, { details, resamples: 0 });
  expect(linesOf(showComparison(comparison))).toEqual([
    "Compared with the baseline: Correct 20.0 points more often than the baseline. It",
    "fixes 1 and breaks 0 of 5 rows, which may be chance (p = 1.000).",
    "",
    "                          model  baseline  difference  95 % interval",
    "accuracy                 60.0 %    40.0 %       +20.0",
    "macro-F1                 43.3 %    22.2 %       +21.1",
    "weighted F1              52.0 %    26.7 %       +25.3",
    "calibration error (ECE)  31.0 %    40.0 %        -9.0",
    "",
    "F1 per class, most changed first   model  baseline  rows",
    "refund                            50.0 %     0.0 %     2",
    "login                             80.0 %    66.7 %     2",
    "",
    "Rows whose answer changed:",
    "fixed   login -> refund [row 1]:",
  ]);
});
