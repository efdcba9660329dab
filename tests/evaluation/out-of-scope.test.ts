import { describe, expect, it } from "vitest";
import { evaluateRows, readFixture } from "./rows.ts";

interface NoneFixture {
  readonly isNone: boolean[];
  readonly noneProbability: number[];
  readonly areaUnderRoc: number;
}

const { isNone, noneProbability, areaUnderRoc } = readFixture<NoneFixture>("none");
const rows = isNone.map((isOut, i) => ({
  truth: isOut ? null : "a",
  prediction: "a",
  probability: 0.9,
  noneProbability: noneProbability[i],
}));

describe("the scores of out-of-scope rows", () => {
  const { outOfScope } = evaluateRows(rows, { resamples: 4000 });

  it("agree with scikit-learn", () => {
    // numpy 2.4.6, with taken = noneProbability >= 0.5: taken[isNone].mean(), taken[~isNone].mean(), isNone[taken].mean()
    expect(outOfScope).toMatchObject({
      rows: isNone.filter(Boolean).length,
      inScopeRows: isNone.filter((isOut) => !isOut).length,
      threshold: 0.5,
      areaUnderRoc: expect.closeTo(areaUnderRoc, 12),
      recall: expect.closeTo(0.8846153846153846, 12),
      falseAlarmRate: expect.closeTo(0.3888888888888889, 12),
      precision: expect.closeTo(0.5227272727272727, 12),
    });
  });

  it.each([
    ["areaUnderRoc", 0.71024807, 0.9161426],
    ["recall", 0.75, 1],
  ] as const)("have an interval of %s as resampling by numpy gives it", (name, lower, upper) => {
    // numpy 2.4.6: np.quantile of 20,000 resamples of the 80 rows, [0.025, 0.975]
    expect(Math.abs(outOfScope!.intervals![name]!.lower - lower)).toBeLessThan(0.03);
    expect(Math.abs(outOfScope!.intervals![name]!.upper - upper)).toBeLessThan(0.03);
  });

  it("use another threshold if one is given", () => {
    const found = evaluateRows(rows, { noneThreshold: 0 }).outOfScope;
    expect(found).toMatchObject({ threshold: 0, recall: 1, falseAlarmRate: 1 });
  });

  it("use the prediction null if a row has no noneProbability", () => {
    const found = evaluateRows([
      { truth: null, prediction: null },
      { truth: null, prediction: "a" },
      { truth: "a", prediction: null },
      { truth: "a", prediction: "a" },
    ]).outOfScope;
    expect(found).toEqual({ rows: 2, inScopeRows: 2, recall: 0.5, falseAlarmRate: 0.5, precision: 0.5 });
  });

  it("of rows that are all out of scope are only the recall", () => {
    const found = evaluateRows([{ truth: null, prediction: "a", noneProbability: 0.2 }]).outOfScope;
    expect(found).toEqual({ rows: 1, inScopeRows: 0, threshold: 0.5, recall: 0 });
  });

  it("of a perfect separation have an interval as wide as the smaller side's number of rows allows", () => {
    const perfect = [0.1, 0.2, 0.8, 0.9].map((value, i) => ({
      truth: i < 2 ? "a" : null,
      prediction: "a",
      noneProbability: value,
    }));
    const { intervals } = evaluateRows(perfect, { resamples: 100 }).outOfScope!;
    // scipy 1.17.1: stats.binomtest(2, 2).proportion_ci(0.95, "exact")
    expect(intervals!.areaUnderRoc).toEqual({ lower: expect.closeTo(0.15811388300839305, 10), upper: 1 });
  });
});

describe("rows whose truth is null", () => {
  const given = [
    { truth: "a", prediction: "a", noneProbability: 0.1 },
    { truth: "b", prediction: "a", noneProbability: 0.2 },
    { truth: null, prediction: "a", noneProbability: 0.9 },
  ];

  it("count in all figures by default", () => {
    expect(evaluateRows(given)).toMatchObject({ rows: 3, outOfScopeRows: 1, accuracy: 1 / 3, wrong: 2 });
  });

  it("count in the scores of out-of-scope rows only if they are separate", () => {
    const found = evaluateRows(given, { outOfScope: "separate" });
    expect(found).toMatchObject({
      rows: 2,
      outOfScopeRows: 1,
      accuracy: 1 / 2,
      wrong: 1,
      noneAreaUnderRoc: 1,
    });
    expect(found.classes.map(({ label }) => label)).toEqual(["a", "b"]);
  });

  it("are counted if there are no others", () => {
    expect(evaluateRows([given[2]], { outOfScope: "separate" })).toMatchObject({ rows: 1, accuracy: 0 });
  });
});
