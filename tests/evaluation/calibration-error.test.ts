import { describe, expect, it } from "vitest";
import { answered, type EvaluationFixture, evaluateRows, readFixture } from "./rows.ts";

describe("the expected calibration error", () => {
  it("agrees with the definition of Guo et al. computed by numpy", () => {
    const { rows, expectedCalibrationError: expected } = readFixture<EvaluationFixture>("evaluation");
    expect(evaluateRows(rows).expectedCalibrationError).toBeCloseTo(expected, 12);
  });

  it("agrees with netcal.metrics.ECE(15), whose bins differ only at their ends", () => {
    // netcal 1.4.0: ECE(15).measure(probability, correct)
    const { rows } = readFixture<EvaluationFixture>("evaluation");
    expect(evaluateRows(rows).expectedCalibrationError).toBeCloseTo(0.13182073844320333, 12);
  });

  it("agrees with a table computed by hand", () => {
    const rows = [
      answered("a", "a", 0.95),
      answered("a", "a", 0.97),
      answered("a", "b", 0.99),
      answered("a", "b", 0.5),
      answered("a", "a", 0.52),
    ];
    const { reliability: bins, expectedCalibrationError } = evaluateRows(rows);
    // 14/15 to 1: three rows, mean 0.97, two right. 7/15 to 8/15: two rows, mean 0.51, one right.
    expect(bins.filter(({ count }) => count > 0)).toEqual([
      { lower: 7 / 15, upper: 8 / 15, count: 2, meanProbability: 0.51, accuracy: 0.5 },
      { lower: 14 / 15, upper: 1, count: 3, meanProbability: expect.closeTo(0.97, 12), accuracy: 2 / 3 },
    ]);
    expect(bins).toHaveLength(15);
    expect(expectedCalibrationError).toBeCloseTo((2 * 0.01 + 3 * (0.97 - 2 / 3)) / 5, 12);
  });

  it.each([
    [0, 0],
    [0.01, 0],
    [0.2, 2],
    [0.2000001, 3],
    [0.6, 8],
    [1, 14],
  ])("puts the probability %d into bin %i, an upper end into the bin below it", (probability, expected) => {
    const bins = evaluateRows([answered("a", "a", probability)]).reliability;
    expect(bins.findIndex(({ count }) => count === 1)).toBe(expected);
  });

  it("is zero if probability and accuracy are equal", () => {
    const rows = [
      answered("a", "a", 0.75),
      answered("a", "a", 0.75),
      answered("a", "a", 0.75),
      answered("a", "b", 0.75),
    ];
    expect(evaluateRows(rows).expectedCalibrationError).toBe(0);
  });
});
