import { describe, expect, it } from "vitest";
import { averagePrecision } from "../../../src/evaluation/label-sets/average-precision.ts";
import { precisionRecallCurve } from "../../../src/evaluation/label-sets/precision-recall-curve.ts";
import { evaluateLabelSets, type LabelSetEvaluation } from "../../../src/index.ts";

const names = ["a", "b", "c", "never"];
const truths = [["c"], ["c"], ["a", "c"], ["b"], ["a", "c"], ["a"], ["c"], ["a"]];
const answered = [["a", "b", "c"], ["c"], ["a"], ["b"], ["a"], ["a"], ["b", "c"], ["a", "b"]];
const probabilities = [
  [0.54, 0.51, 0.63, 0.06],
  [0.39, 0.33, 0.62, 0.14],
  [0.64, 0.28, 0.56, 0.18],
  [0.27, 0.92, 0.35, 0.17],
  [0.57, 0.27, 0.52, 0.12],
  [0.71, 0.05, 0.29, 0.22],
  [0.42, 0.45, 0.81, 0.41],
  [0.62, 0.4, 0.2, 0.34],
];
const answers = answered.map((labels, i) => ({
  labels,
  probabilities: Object.fromEntries(names.map((name, c) => [name, probabilities[i][c]])),
}));

describe("the evaluation of several labels per text", () => {
  it("gives scikit-learn's figures", () => {
    const found = evaluateLabelSets(truths, answers, { classes: names });
    // scikit-learn 1.9.1, indicator matrices of these lists: f1_score(average="micro"), f1_score(average="macro",
    // zero_division=np.nan), precision_score and recall_score(average="micro"), accuracy_score, f1_score per column.
    expect(found.microF1).toBeCloseTo(0.7272727272727273, 12);
    expect(found.macroF1).toBeCloseTo(0.6796296296296296, 12);
    expect(found.microPrecision).toBeCloseTo(0.6666666666666666, 12);
    expect(found.microRecall).toBeCloseTo(0.8, 12);
    expect(found.exactMatch).toBe(0.375);
    expect(found.labels.map(({ f1 }) => f1)).toEqual([0.8888888888888888, 0.4, 0.75, null]);
    expect(found.labels.map((each) => each.averagePrecision)).toEqual([1, 1, 1, null]);
    expect(found).toMatchObject({ count: 8, labelsPerRow: 10 / 8, answeredPerRow: 12 / 8 });
  });

  it("is the same whatever the order of the labels and classes", () => {
    const reversed = evaluateLabelSets(
      truths.map((labels) => labels.toReversed()),
      answers.map((answer) => ({ ...answer, labels: answer.labels.toReversed() })),
      { classes: names.toReversed() },
    );
    const found = evaluateLabelSets(truths, answers, { classes: names });
    const numbers = ({ labels, ...others }: LabelSetEvaluation) => ({
      ...Object.fromEntries(Object.entries(others).filter(([, value]) => typeof value === "number")),
      labels: Object.fromEntries(labels.map((each) => [each.label, each])),
    });
    const expected = numbers(found);
    for (const [name, value] of Object.entries(numbers(reversed))) {
      const wanted = expected[name as keyof typeof expected];
      expect(value).toEqual(typeof wanted === "number" ? expect.closeTo(wanted, 12) : wanted);
    }
    expect(reversed.intervals!.microF1!.lower).toBeCloseTo(found.intervals!.microF1!.lower, 12);
  });

  it("measures a constant probability by how far it is from the share of rows with the label", () => {
    const constant = [0, 1, 2, 3].map(() => ({ labels: [], probabilities: { a: 0.5 } }));
    const found = evaluateLabelSets([["a"], [], [], []], constant);
    expect(found.labels[0].calibrationError).toBeCloseTo(0.25, 12);
  });

  it("counts a row without labels as right only if nothing is answered", () => {
    expect(evaluateLabelSets([[], []], [{ labels: [] }, { labels: ["a"] }])).toMatchObject({
      exactMatch: 0.5,
      microPrecision: 0,
      meanAveragePrecision: null,
    });
  });

  it("rejects lists of different lengths and no rows", () => {
    expect(() => evaluateLabelSets([["a"]], [])).toThrow("There are 1 truths and 0 answers");
    expect(() => evaluateLabelSets([], [])).toThrow("There are no rows");
  });
});

describe("what an evaluation of several labels adds", () => {
  it("lists wrong rows with what is forgotten and added, the surest errors first", () => {
    const details = truths.map((_, i) => ({ id: `row-${i}`, text: `text ${i}` }));
    const { wrong, wrongAnswers } = evaluateLabelSets(truths, answers, { classes: names, details });
    expect(wrong).toBe(5);
    expect(wrongAnswers[0]).toEqual({
      row: 1,
      id: "row-0",
      text: "text 0",
      truth: ["c"],
      labels: ["a", "b", "c"],
      forgotten: [],
      added: [
        { label: "a", probability: 0.54 },
        { label: "b", probability: 0.51 },
      ],
    });
    expect(wrongAnswers).toHaveLength(5);
    expect(wrongAnswers.map(({ row }) => row).toSorted()).toEqual([1, 3, 5, 7, 8]);
  });

  it("counts which labels are forgotten and added with which true ones", () => {
    const { forgotten, added } = evaluateLabelSets(truths, answers, { classes: names });
    // c is forgotten in rows 3 and 5, which have a; a and c are together in these two rows.
    expect(forgotten).toEqual([{ label: "c", with: "a", count: 2, of: 2 }]);
    // b is added in rows 1 and 7, which have c and not b (5 rows), and in row 8, which has a (4 rows).
    expect(added).toContainEqual({ label: "b", with: "c", count: 2, of: 5 });
    expect(added).toContainEqual({ label: "b", with: "a", count: 1, of: 4 });
    const none = evaluateLabelSets([[], []], [{ labels: ["x"] }, { labels: [] }]);
    expect(none.added).toEqual([{ label: "x", with: null, count: 1, of: 2 }]);
  });

  it("gives the points of scikit-learn's precision-recall curve", () => {
    // scikit-learn 1.9.1: precision_recall_curve([0, 1, 1, 0, 1, 0], [0.1, 0.4, 0.35, 0.8, 0.7, 0.2]), from the highest
    // threshold down to full recall.
    expect(precisionRecallCurve([0.1, 0.4, 0.35, 0.8, 0.7, 0.2], [0, 1, 1, 0, 1, 0], 100)).toEqual([
      { threshold: 0.8, precision: 0, recall: 0 },
      { threshold: 0.7, precision: 0.5, recall: 1 / 3 },
      { threshold: 0.4, precision: 2 / 3, recall: 2 / 3 },
      { threshold: 0.35, precision: 0.75, recall: 1 },
    ]);
    const scores = Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 5000) / 5000);
    const few = precisionRecallCurve(
      scores,
      scores.map((score, i) => score > 0.5 || i % 3 === 0),
      25,
    );
    expect(few.length).toBeLessThanOrEqual(25);
    expect(few.at(-1)!.recall).toBe(1);
    expect(precisionRecallCurve([0.5], [0], 25)).toEqual([]);
  });

  it("gives intervals that contain the figures, and draws groups of equal rows together", () => {
    const many = Array.from({ length: 200 }, (_, i) => i % truths.length);
    const [manyTruths, manyAnswers] = [many.map((i) => truths[i]), many.map((i) => answers[i])];
    const found = evaluateLabelSets(manyTruths, manyAnswers, { classes: names });
    const grouped = evaluateLabelSets(manyTruths, manyAnswers, {
      classes: names,
      details: many.map((group) => ({ group })),
    });
    for (const name of ["microF1", "microPrecision", "microRecall", "macroF1", "exactMatch"] as const) {
      const [value, interval] = [found[name], found.intervals![name]!];
      expect(value).toBeGreaterThan(interval.lower);
      expect(value).toBeLessThan(interval.upper);
      const wide = grouped.intervals![name]!;
      expect(wide.upper - wide.lower).toBeGreaterThan(2 * (interval.upper - interval.lower));
    }
    expect(grouped.bootstrap).toMatchObject({ groups: 8, resamples: 1000, seed: 0 });
    expect(found.labels[3].intervals).toBeUndefined();
    expect(found.labels[0].intervals!.f1!.lower).toBeLessThan(found.labels[0].f1!);
    expect(evaluateLabelSets(truths, answers, { resamples: 0 }).intervals).toBeUndefined();
  });

  it.each([
    ["all right", [["a"], []], [["a"], []], "All labels are correct on all 2 rows. Of 100 labels"],
    ["one row", [["a"]], [["a"]], "All labels are correct on the only row."],
    ["all wrong", [["a"], ["a"]], [[], []], "All labels are correct on 0 of 100 texts"],
    ["no label true", [[], []], [["a"], ["a"]], "No row has a label, so all labels that it gives are wrong."],
  ])("says it in plain words: %s", (_, given, labels, sentence) => {
    const found = evaluateLabelSets(
      given,
      labels.map((each) => ({ labels: each })),
    );
    expect(found.verdict).toContain(sentence);
  });
});

describe("average precision", () => {
  it("gives scikit-learn's value, also with equal scores", () => {
    // scikit-learn 1.9.1: average_precision_score([1, 0, 1, 0, 1], [0.5, 0.5, 0.9, 0.1, 0.1])
    expect(averagePrecision([0.5, 0.5, 0.9, 0.1, 0.1], [1, 0, 1, 0, 1])).toBeCloseTo(0.7555555555555555, 12);
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8, 0.7, 0.2], [0, 1, 1, 0, 1, 0])).toBeCloseTo(
      (1 / 2 + 2 / 3 + 3 / 4) / 3,
      12,
    );
  });

  it("is undefined without a positive row", () => {
    expect(averagePrecision([0.5, 0.1], [0, 0])).toBeUndefined();
  });
});
