import { expect, it } from "vitest";
import { likelyConfused, showDescriptionEvaluation } from "../../src/cli/show-description-evaluation.ts";
import { evaluate, type Problem } from "../../src/index.ts";

const problems: readonly Problem[] = [
  { kind: "overlap", classes: ["refund", "delivery"], message: "", fix: "", estimate: 0.124 },
  { kind: "thin", classes: ["praise"], message: "", fix: "" },
];
const evaluation = evaluate(
  ["refund", "delivery", "praise"],
  [
    { prediction: "delivery", probabilities: { refund: 0.1, delivery: 0.9 } },
    { prediction: "delivery", probabilities: { refund: 0.1, delivery: 0.9 } },
    { prediction: "praise", probabilities: { praise: 1 } },
  ],
  {
    resamples: 0,
    basis: { source: "descriptions", folds: 4, isEstimate: true, notes: ["There are no real rows."] },
    details: [{ text: "disputes a\u001b[31m payment" }, { text: "late" }, { text: "thank you" }],
  },
);

it("an evaluation of descriptions shows which classes look alike, and no share of correct answers", () => {
  const shown = showDescriptionEvaluation(evaluation, problems);
  expect(shown.split("\n")).toEqual([
    "How often real texts are answered correctly is not known. Parts of the",
    'description of "refund" look like "delivery" most.',
    "There are no real rows.",
    "",
    "Classes that are probably confused, by their descriptions (more: pilesort doctor):",
    expect.stringMatching(/^class +and +of their texts, about$/),
    expect.stringMatching(/^refund +delivery +12\.4 %$/),
    "",
    "Parts of descriptions that look like another class, the clearest first:",
    expect.stringMatching(/^class +looks like +part of its description$/),
    expect.stringMatching(/^refund +delivery +disputes a\\u001b\[31m payment$/),
  ]);
  expect(shown).not.toContain("66.7");
});

it("classes are probably confused if their descriptions overlap", () => {
  expect(likelyConfused(problems)).toEqual([{ classes: ["refund", "delivery"], estimate: 0.124 }]);
  expect(likelyConfused()).toEqual([]);
});
