import { describe, expect, it } from "vitest";
import { answered, evaluateRows, type LabeledPrediction } from "./rows.ts";

/** Returns rows of which the given numbers are right and wrong, at a probability. */
function some(right: number, wrong: number, probability: number, as = "b"): LabeledPrediction[] {
  return [
    ...Array.from({ length: right }, () => answered("a", "a", probability)),
    ...Array.from({ length: wrong }, () => answered("a", as, probability)),
  ];
}

function verdict(rows: readonly LabeledPrediction[], resamples = 0): string {
  return evaluateRows(rows, { resamples }).verdict;
}

describe("the verdict", () => {
  it("names no accuracy of parts of descriptions, but which descriptions look alike", () => {
    const basis = { source: "descriptions", isEstimate: true, notes: [] } as const;
    const { verdict: unknown } = evaluateRows(some(8, 2, 0.95), { resamples: 0, basis });
    expect(unknown).toBe(
      'How often real texts are answered correctly is not known. Parts of the description of "a" look like "b" most.',
    );
    expect(evaluateRows(some(8, 0, 0.95), { resamples: 0, basis }).verdict).toBe(
      "How often real texts are answered correctly is not known.",
    );
  });

  it("says first that figures on generated texts are estimates", () => {
    const basis = { source: "generated examples", isEstimate: true, notes: [] } as const;
    expect(evaluateRows(some(9, 1, 0.5), { resamples: 0, basis }).verdict).toMatch(
      /^An estimate from generated texts\. Correct 9 times in 10\./,
    );
  });

  it("says how often answers are correct, what is confused, and what sure answers are worth", () => {
    expect(verdict([...some(69, 2, 0.95), ...some(21, 8, 0.6)])).toBe(
      'Correct 9 times in 10. It confuses "a" with "b" most. Sure answers (71 % of texts) are correct 97 times in 100.',
    );
  });

  it("says how far the accuracy may be off if there are few rows", () => {
    expect(verdict(some(8, 2, 0.5), 500)).toMatch(
      /^Correct 8 times in 10 \(between \d+ and 100 in 100, by 10 rows\)\./,
    );
    expect(verdict([answered("a", "a", 0.8)], 100)).toBe(
      "Correct on the only row (between 3 and 100 in 100, by 1 row).",
    );
  });

  it.each([
    ["all right", some(5, 0, 0.95), "Correct on all 5 rows. All sure answers (100 % of texts) are correct."],
    [
      "all wrong",
      some(0, 5, 0.5),
      'Wrong on all 5 rows. It confuses "a" with "b" most. No answer is sure (has a probability of 90 % or more).',
    ],
    ["nearly all right", some(1999, 1, 0.5), "Correct 999 times in 1,000."],
    ["nearly all wrong", some(1, 1999, 0.5), "Correct once in 1,000."],
    ["surely wrong", some(0, 5, 0.95), "All sure answers (100 % of texts) are wrong."],
    ["one in ten", some(1, 9, 0.5), "Correct once in 10"],
    ["other shares", some(87, 13, 0.5), "Correct 87 times in 100."],
  ])("of rows that are %s", (_, rows, expected) => {
    expect(verdict(rows)).toContain(expected);
  });

  it("says what happens to out-of-scope texts", () => {
    expect(verdict([answered("a", "a"), answered(null, "a")])).toContain(
      'It most often takes out-of-scope texts for "a".',
    );
    expect(verdict([answered("a", "a"), answered("a", null)])).toContain(
      'It most often gives no class to "a".',
    );
  });

  it("says that probabilities are too high or too low if that is more than chance", () => {
    expect(verdict(some(500, 500, 0.8), 300)).toContain("Its probabilities are too high (80 % on average).");
    expect(verdict(some(900, 100, 0.5), 300)).toContain("Its probabilities are too low (50 % on average).");
    expect(verdict(some(3, 3, 0.8), 300)).not.toContain("probabilities");
    expect(verdict(some(800, 200, 0.8), 300)).not.toContain("probabilities");
  });

  it("says nothing of sure answers without probabilities", () => {
    expect(
      verdict([
        { truth: "a", prediction: "a" },
        { truth: "a", prediction: "b" },
      ]),
    ).toBe('Correct 5 times in 10. It confuses "a" with "b" most.');
  });
});
