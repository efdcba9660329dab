import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binomialCdf, clopperPearson } from "../../src/math/binomial.ts";

// scipy 1.17.1: scipy.stats.binom.cdf(successes, trials, probability)
const distribution = [
  [0, 1, 0.5, 0.5],
  [0, 44, 0.05, 0.10467395472325523],
  [3, 100, 0.05, 0.2578386591160152],
  [12, 300, 0.05, 0.26122365638719636],
  [49, 5000, 0.01, 0.480908413194938],
  [500, 5000, 0.1, 0.5119076271622524],
  [4999, 5000, 0.999, 0.9932788880401344],
  [1, 3, 0.01, 0.999702],
  [250, 100000, 0.002, 0.9997192328782851],
] as const;

// scipy 1.17.1: t = (1 - confidence) / 2; beta.ppf(t, k, n - k + 1), beta.ppf(1 - t, k + 1, n - k)
const intervals = [
  [0, 10, 0.9, 0, 0.2588655508930522],
  [10, 10, 0.9, 0.7411344491069477, 1],
  [1, 1, 0.9, 0.05, 1],
  [95, 100, 0.9, 0.8977466223567255, 0.9800944363378281],
  [95, 100, 0.8, 0.9092285303859298, 0.9754796396211219],
  [4970, 5000, 0.9, 0.991870604583699, 0.9956779989903699],
  [57, 64, 0.95, 0.7875427740445976, 0.9548789798128852],
  [1, 5000, 0.9, 1.0258606257649059e-5, 0.000948417770004379],
] as const;

describe("binomialCdf", () => {
  it.each(distribution)("of %i of %i at %f agrees with scipy", (successes, trials, probability, expected) => {
    expect(Math.abs(binomialCdf(successes, trials, probability) - expected)).toBeLessThan(1e-10);
  });

  it("agrees with the sum of its terms", () => {
    const cases = fc.record({
      trials: fc.integer({ min: 1, max: 60 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      probability: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ trials, share, probability }) => {
        const successes = Math.floor(share * trials);
        let term = (1 - probability) ** trials;
        let total = 0;
        for (let k = 0; k <= successes; k++) {
          total += term;
          term *= ((trials - k) / (k + 1)) * (probability / (1 - probability));
        }
        expect(Math.abs(binomialCdf(successes, trials, probability) - total)).toBeLessThan(1e-9);
      }),
    );
  });
});

describe("clopperPearson", () => {
  it.each(intervals)("of %i of %i at %f agrees with scipy", (successes, trials, confidence, lower, upper) => {
    const found = clopperPearson(successes, trials, confidence);
    expect(found.lower).toBeCloseTo(lower, 10);
    expect(found.upper).toBeCloseTo(upper, 10);
  });
});
