import { describe, expect, it } from "vitest";
import { forEachResample, usualResamplesOf } from "../../src/evaluation/bootstrap.ts";
import {
  percentileInterval,
  quantile,
  reflectedInterval,
  shareInterval,
} from "../../src/evaluation/interval.ts";
import { mcNemarTest } from "../../src/evaluation/mcnemar.ts";
import { createRandom } from "../../src/math/random.ts";
import { answered, type EvaluationFixture, evaluateRows, readFixture } from "./rows.ts";

/** Intervals of another random sequence differ by about this much. */
const tolerance = 0.012;

describe("bootstrap intervals", () => {
  const { rows } = readFixture<EvaluationFixture>("evaluation");
  const { intervals, classes } = evaluateRows(rows, { resamples: 4000 });

  // scipy 1.17.1: stats.bootstrap((np.arange(200),), statistic, n_resamples=20000, method="percentile"), with numpy and
  // scikit-learn 1.9.1 as the statistic of a resample; method="basic" for the calibration error.
  it.each([
    ["accuracy", 0.59, 0.72],
    ["macroF1", 0.3922678775458081, 0.5331296032396242],
    ["weightedF1", 0.6105606281509043, 0.7406327327410415],
    ["logLoss", 0.9083822756170203, 1.2048919273671106],
    ["brierScore", 0.44316692721539647, 0.5411284378139269],
    ["expectedCalibrationError", 0.065200257819031, 0.16582882904434526],
    ["meanProbability", 0.5101234444121244, 0.5549496721400489],
  ] as const)("of %s agree with scipy.stats.bootstrap", (name, lower, upper) => {
    expect(Math.abs(intervals![name]!.lower - lower)).toBeLessThan(tolerance);
    expect(Math.abs(intervals![name]!.upper - upper)).toBeLessThan(tolerance);
  });

  it.each([
    ["precision", 0.6935483870967742, 0.896551724137931],
    ["recall", 0.5147058823529411, 0.7297404547404553],
  ] as const)("of the %s of a class agree with scipy.stats.bootstrap", (name, lower, upper) => {
    const found = classes.find(({ label }) => label === "ant")!.intervals![name]!;
    expect(Math.abs(found.lower - lower)).toBeLessThan(tolerance);
    expect(Math.abs(found.upper - upper)).toBeLessThan(tolerance);
  });

  it("draw the rows of a group together, which makes them wider, as resampling groups by numpy does", () => {
    // 50 groups of 4 rows that are alike: rows sorted by whether they are correct.
    // numpy 2.4.6: np.quantile of the accuracy of 20,000 resamples of 50 groups, [0.025, 0.975].
    const sorted = [...rows].sort(
      (a, b) => Number(b.truth === b.prediction) - Number(a.truth === a.prediction),
    );
    const details = sorted.map((_, i) => ({ group: Math.floor(i / 4) }));
    const found = evaluateRows(sorted, { resamples: 4000, details });
    expect(Math.abs(found.intervals!.accuracy!.lower - 0.52)).toBeLessThan(2 * tolerance);
    expect(Math.abs(found.intervals!.accuracy!.upper - 0.78)).toBeLessThan(2 * tolerance);
    expect(found.bootstrap).toEqual({ level: 0.95, resamples: 4000, seed: 0, groups: 50 });
  });

  it("are the same for the same seed, and differ for another", () => {
    const of = (seed: number) => evaluateRows(rows, { resamples: 300, seed }).intervals;
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  it("are absent without resamples", () => {
    const found = evaluateRows(rows, { resamples: 0 });
    expect(found).not.toHaveProperty("intervals");
    expect(found).not.toHaveProperty("bootstrap");
    expect(JSON.stringify(found)).not.toContain("interval");
  });

  it("cover the true accuracy in about 95 of 100 samples", () => {
    const random = createRandom(5);
    let covered = 0;
    for (let sample = 0; sample < 200; sample++) {
      const drawn = Array.from({ length: 150 }, () => answered("a", random.nextFloat() < 0.8 ? "a" : "b"));
      const { lower, upper } = evaluateRows(drawn, { resamples: 300, seed: sample }).intervals!.accuracy!;
      if (lower <= 0.8 && upper >= 0.8) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(180);
    expect(covered).toBeLessThanOrEqual(198);
  });
});

describe("an interval of a share", () => {
  // scipy 1.17.1: stats.binomtest(k, n).proportion_ci(0.95, "exact")
  it.each([
    [10, 10, 0.6915028921812371, 1],
    [0, 10, 0, 0.30849710781876294],
    [1, 1, 0.025, 1],
    [6, 6, 0.5407418735600995, 1],
  ])(
    "of %i of %i is that of scipy.stats.binomtest, since resamples cannot vary",
    (part, whole, lower, upper) => {
      const found = shareInterval(new Float64Array(100).fill(part / whole), { part, whole }, 1)!;
      expect(found.lower).toBeCloseTo(lower, 12);
      expect(found.upper).toBeCloseTo(upper, 12);
    },
  );

  it("of all rows is wider if each draw is a group of several rows", () => {
    const values = new Float64Array(100).fill(1);
    expect(shareInterval(values, { part: 12, whole: 12 }, 2)!.lower).toBeCloseTo(0.5407418735600995, 12);
  });

  it("is absent if there are no rows", () => {
    expect(shareInterval([], { part: 0, whole: 0 }, 1)).toBeUndefined();
  });
});

describe("quantiles", () => {
  it("agree with numpy.quantile", () => {
    // numpy 2.4.6: np.quantile([1, 2, 4, 8, 16], [0.025, 0.3, 0.975])
    const found = [0.025, 0.3, 0.975].map((share) => quantile([1, 2, 4, 8, 16], share));
    expect(found.map((value) => Number(value.toFixed(12)))).toEqual([1.1, 2.4, 15.2]);
  });

  it("leave out resamples without a value, and are absent if more than half lack one", () => {
    expect(percentileInterval([Number.NaN, 2, 2, 2])).toEqual({ lower: 2, upper: 2 });
    expect(percentileInterval([Number.NaN, Number.NaN, 2])).toBeUndefined();
  });

  it("are reflected at a figure that resampling raises, and the interval contains the figure", () => {
    expect(reflectedInterval([0.2, 0.2, 0.2], 0.15)).toEqual({ lower: expect.closeTo(0.1, 12), upper: 0.15 });
    expect(reflectedInterval([0.5, 0.5], 0.1)!.lower).toBe(0);
  });
});

describe("McNemar's exact test", () => {
  // scipy 1.17.1: stats.binomtest(min(b, c), b + c, 0.5).pvalue
  it.each([
    [8, 2, 0.109375],
    [0, 5, 0.0625],
    [15, 15, 1],
    [120, 80, 0.005685155996750306],
    [1, 0, 1],
    [0, 0, 1],
    [30000, 29000, 3.907020967830222e-5],
  ])("of %i against %i agrees with scipy.stats.binomtest", (first, second, expected) => {
    expect(mcNemarTest(first, second) / expected).toBeCloseTo(1, 9);
    expect(mcNemarTest(second, first)).toBe(mcNemarTest(first, second));
  });
});

describe("resamples", () => {
  it("draw as many groups as there are, each about equally often", () => {
    const sums = new Int32Array(5);
    forEachResample({ count: 5, ofRow: new Int32Array(5) }, { resamples: 2000, seed: 1 }, (drawn) => {
      expect(drawn.reduce((sum, each) => sum + each, 0)).toBe(5);
      for (const [i, times] of drawn.entries()) sums[i] += times;
    });
    for (const sum of sums) expect(Math.abs(sum - 2000)).toBeLessThan(150);
  });

  it("are 1,000, and fewer for very many rows", () => {
    expect([100, 50_000, 100_000, 10_000_000].map(usualResamplesOf)).toEqual([1000, 1000, 500, 200]);
  });
});
