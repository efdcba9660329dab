import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { compareEvaluations } from "../../src/evaluation/compare.ts";
import { type EvaluationFixture, readFixture } from "./rows.ts";

/** A baseline that halves, and more, the probability of one class: numpy's Q[:, ant] *= 0.2; Q /= Q.sum(1). */
function weaker({ probabilities }: { readonly probabilities: Readonly<Record<string, number>> }) {
  const scaled = Object.entries(probabilities).map(([name, value]) => ({
    name,
    value: name === "ant" ? value * 0.2 : value,
  }));
  const total = scaled.reduce((sum, { value }) => sum + value, 0);
  const best = scaled.reduce((a, b) => (b.value > a.value ? b : a));
  return {
    prediction: best.name,
    probability: best.value / total,
    probabilities: Object.fromEntries(scaled.map(({ name, value }) => [name, value / total])),
  };
}

describe("a comparison", () => {
  const { rows } = readFixture<EvaluationFixture>("evaluation");
  const truths = rows.map(({ truth }) => truth);
  const found = compareEvaluations(truths, rows, rows.map(weaker), { resamples: 4000 });
  const figureOf = (name: string) => found.figures.find((figure) => figure.name === name)!;

  // numpy 2.4.6, scikit-learn 1.9.1: values; np.quantile of 20,000 paired resamples of the rows (macro-F1: 4,000).
  it.each([
    ["accuracy", 0.655, 0.48, 0.11, 0.24],
    ["macroF1", 0.44236650115782794, 0.3238228724177202, 0.0861916, 0.15589649],
    ["logLoss", 1.041755887893265, 1.406280743714631, -0.4556442, -0.27647922],
  ])(
    "of %s has the difference and the interval that numpy computes",
    (name, value, baseline, lower, upper) => {
      const figure = figureOf(name);
      expect(figure.value).toBeCloseTo(value, 12);
      expect(figure.baseline).toBeCloseTo(baseline, 12);
      expect(figure.difference).toBeCloseTo(value - baseline, 12);
      expect(Math.abs(figure.interval!.lower - lower)).toBeLessThan(0.015);
      expect(Math.abs(figure.interval!.upper - upper)).toBeLessThan(0.015);
    },
  );

  it("counts who is correct, and tests it as scipy.stats.binomtest does", () => {
    expect(found.mcNemar).toMatchObject({ fixed: 41, broken: 6, bothCorrect: 90, bothWrong: 63 });
    expect(found.mcNemar.pValue / 1.7716986633331544e-7).toBeCloseTo(1, 9);
    expect(found.verdict).toBe(
      "Correct 17.5 points more often than the baseline. It fixes 41 and breaks 6 of 200 rows, which is more than chance (p < 0.001).",
    );
  });

  it("lists the rows whose predictions differ, the broken ones first, at most as many as wanted", () => {
    expect(found.changed).toBe(53);
    expect(found.changedRows.map(({ change }) => change)).toEqual([
      ...new Array(6).fill("broken"),
      ...new Array(41).fill("fixed"),
      ...new Array(6).fill("wrong"),
    ]);
    const short = compareEvaluations(truths, rows, rows.map(weaker), { resamples: 0, maxChangedRows: 2 });
    expect([short.changed, short.changedRows.length]).toEqual([53, 2]);
  });

  it("keeps the id and the text of changed rows", () => {
    const [one, two] = ["a", "b"].map((prediction) => [{ prediction }]);
    const { changedRows } = compareEvaluations(["a"], one, two, { details: [{ id: "7", text: "hello" }] });
    expect(changedRows).toEqual([
      { row: 1, id: "7", text: "hello", truth: "a", prediction: "a", baseline: "b", change: "fixed" },
    ]);
  });

  it("of a classifier with itself says that nothing changed", () => {
    const same = compareEvaluations(truths, rows, rows, { resamples: 100 });
    expect(same.changed).toBe(0);
    expect(same.mcNemar.pValue).toBe(1);
    expect(same.figures.every(({ difference }) => difference === 0)).toBe(true);
    expect(same.figures.some(({ interval }) => interval !== undefined)).toBe(false);
  });

  it("has the figures that both have, and leaves out-of-scope rows out if they are separate", () => {
    const plain = [{ prediction: "a" }, { prediction: "a" }];
    const sure = plain.map((each) => ({ ...each, probability: 1 }));
    const { figures, rows: count } = compareEvaluations(["a", null], plain, sure, { outOfScope: "separate" });
    expect(figures.map(({ name }) => name)).toEqual(["accuracy", "macroF1", "weightedF1"]);
    expect(count).toBe(1);
  });

  it.each([
    ["too few baseline predictions", ["a"], [{ prediction: "a" }], []],
    ["no rows", [], [], []],
    ["no list", ["a"], [{ prediction: "a" }], null as never],
  ])("of %s is rejected", (_, ...[labels, own, baseline]) => {
    expect(() => compareEvaluations(labels, own, baseline)).toThrow(InputError);
  });
});
