import { describe, expect, it } from "vitest";
import { sortHeldOut } from "../../src/calibration/held-out-answers.ts";
import { precisionDial } from "../../src/calibration/precision-dial.ts";
import { drawAnswers } from "./answers.ts";

/** Answers with class 0, one per probability; those at the given places are wrong. */
function answersAt(probabilities: readonly number[], wrong: readonly number[] = []) {
  const answers = probabilities.map((each, i) => {
    const probability = Math.fround(each);
    const truth = wrong.includes(i) ? 1 : 0;
    return {
      probability,
      predicted: 0,
      truthProbability: truth === 0 ? probability : 1 - probability,
      truth,
    };
  });
  return sortHeldOut(["refund", "praise"], answers, 0);
}

/** Returns the dial's threshold, or undefined if it was rejected. */
function thresholdOf(...given: Parameters<typeof precisionDial>): number | undefined {
  try {
    return precisionDial(...given).threshold;
  } catch {
    return undefined;
  }
}

describe("precisionDial", () => {
  // The probability p is uniform from 0.5 to 1 and an answer is correct with probability p s. So above a threshold t the
  // precision is exactly s (1 + t) / 2.
  it.each([
    { name: "calibrated", trueShare: 1, asked: 0.9 },
    { name: "too certain", trueShare: 0.9, asked: 0.8 },
  ])("misses the asked precision in at most one tenth of draws of $name answers", ({ trueShare, asked }) => {
    const draws = 200;
    const thresholds = Array.from({ length: draws }, (_, seed) =>
      thresholdOf(drawAnswers(1000, seed, trueShare), asked),
    ).filter((each) => each !== undefined);
    const missed = thresholds.filter((threshold) => (trueShare * (1 + threshold)) / 2 < asked).length;
    expect(thresholds.length).toBeGreaterThan(0.6 * draws);
    // One tenth, and three standard errors of a share of 200 draws.
    expect(missed / draws).toBeLessThan(0.1 + 3 * Math.sqrt((0.1 * 0.9) / draws));
    // Few answers more could be given: the precision above the mean threshold is near the asked one.
    const mean = thresholds.reduce((sum, each) => sum + each, 0) / thresholds.length;
    expect((trueShare * (1 + mean)) / 2).toBeLessThan(asked + 0.05);
  });

  it("comes nearer to the best threshold with more rows", () => {
    const best = 0.8;
    const [few, many] = [200, 5000].map((rows) => {
      const found = Array.from({ length: 20 }, (_, seed) => thresholdOf(drawAnswers(rows, seed), 0.9) ?? 1);
      return found.reduce((sum, each) => sum + each - best, 0) / found.length;
    });
    expect(many).toBeLessThan(0.02);
    expect(few).toBeGreaterThan(2 * many);
  });

  // 0.95^45 = 0.0994, 0.95^44 = 0.1047: 45 correct answers are the fewest that show 95 %.
  it("needs 45 correct answers and none wrong for 95 %", () => {
    const probabilities = Array.from({ length: 45 }, (_, i) => 0.9 - i / 1000);
    const dial = precisionDial(answersAt(probabilities), 0.95);
    expect(dial).toMatchObject({ rows: 45, answered: 45, correct: 45, threshold: Math.fround(0.856) });
    expect(dial.precision.lower).toBeCloseTo(0.1 ** (1 / 45), 10);
    expect(dial.precision.upper).toBe(1);
    expect(() => precisionDial(answersAt(probabilities.slice(1)), 0.95)).toThrow(
      "A precision of 95 % cannot be promised: 44 held-out answers to real labeled texts are too little evidence. About 45 would do;",
    );
  });

  it("stops above answers that are often wrong", () => {
    const probabilities = Array.from({ length: 200 }, (_, i) => 0.99 - i / 1000);
    const wrong = Array.from({ length: 50 }, (_, i) => 100 + 2 * i);
    const dial = precisionDial(answersAt(probabilities, wrong), 0.95);
    expect(dial.answered).toBeGreaterThanOrEqual(90);
    expect(dial.answered).toBeLessThanOrEqual(105);
    expect(dial.precision.lower).toBeGreaterThanOrEqual(0.95);
  });

  it("answers all texts of one probability or none of them", () => {
    const dial = precisionDial(answersAt(Array.from({ length: 60 }, () => 0.8)), 0.95);
    expect(dial).toMatchObject({ answered: 60, threshold: Math.fround(0.8) });
  });

  it("has a lower limit of at least the asked precision", () => {
    for (const asked of [0.7, 0.8, 0.9, 0.95]) {
      const { precision, correct, answered } = precisionDial(drawAnswers(3000, 1), asked);
      expect(precision.lower).toBeGreaterThanOrEqual(asked);
      expect(precision.upper).toBeGreaterThanOrEqual(correct / answered);
    }
  });

  it("counts only the answers with a class if one is named", () => {
    const heldOut = drawAnswers(2000, 2);
    const ofRefund = precisionDial(heldOut, 0.9, "refund");
    expect(ofRefund.rows).toBe(heldOut.predicted.filter((c) => c === 0).length);
    expect(ofRefund.label).toBe("refund");
    expect(() => precisionDial(heldOut, 0.9, "other")).toThrow('"other", which is not a class');
  });

  it("does not promise what more rows would not reach", () => {
    expect(() => precisionDial(drawAnswers(5000, 3, 0.8), 0.95)).toThrow(
      "even the most certain ones are not correct often enough",
    );
  });

  it("says that descriptions and generated examples are no evidence", () => {
    expect(() => precisionDial(undefined, 0.9)).toThrow(
      "there are no held-out answers to real labeled texts. About 44 would do; add labeled examples and train again, or give rows that the model was not trained on as the option heldOut (--calibrate). Generated examples do not count",
    );
  });

  it.each([0, 1, -1, 1.5, Number.NaN])("rejects a precision of %f", (asked) => {
    expect(() => precisionDial(drawAnswers(100, 1), asked)).toThrow("above 0 and below 1");
  });
});
