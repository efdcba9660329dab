import { describe, expect, it } from "vitest";
import { setThreshold } from "../../src/calibration/conformal-sets.ts";
import { createRandom } from "../../src/math/random.ts";
import { drawAnswers } from "./answers.ts";

describe("setThreshold", () => {
  // numpy 2: -np.quantile(-own, np.ceil((n + 1) * coverage) / n, method="inverted_cdf") of own = [0.1, 0.2, ..., 0.9].
  it.each([
    [0.5, 0.5],
    [0.8, 0.2],
    [0.9, 0.1],
  ])("at %f of nine probabilities agrees with numpy's quantile", (coverage, expected) => {
    const own = Float32Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
    const heldOut = { ...drawAnswers(9, 1), truthProbability: own };
    expect(setThreshold(heldOut, coverage)).toBeCloseTo(expected, 6);
  });

  it("is reached by the asked share of new texts on average over draws", () => {
    // The probability of the true class is uniform, so a threshold t covers 1 - t of new texts.
    const [rows, draws, coverage] = [40, 400, 0.9];
    const covered = Array.from({ length: draws }, (_, seed) => {
      const random = createRandom(seed);
      const truthProbability = Float32Array.from({ length: rows }, () => random.nextFloat());
      return 1 - setThreshold({ ...drawAnswers(rows, seed), truthProbability }, coverage);
    });
    const mean = covered.reduce((sum, each) => sum + each, 0) / draws;
    // Between coverage and coverage + 1 / (rows + 1), and three standard errors.
    const error = (3 * Math.sqrt((coverage * (1 - coverage)) / rows)) / Math.sqrt(draws);
    expect(mean).toBeGreaterThan(coverage - error);
    expect(mean).toBeLessThan(coverage + 1 / (rows + 1) + error);
  });

  it("needs 19 rows for 95 %", () => {
    expect(() => setThreshold(drawAnswers(18, 1), 0.95)).toThrow("need at least 19 held-out answers");
    expect(setThreshold(drawAnswers(19, 1), 0.95)).toBeGreaterThan(0);
    expect(() => setThreshold(undefined, 0.9)).toThrow("there are 0");
  });
});
