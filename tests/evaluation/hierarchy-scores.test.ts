import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/evaluate.ts";

const classes = ["Food > Dairy > Milk", "Food > Dairy > Cheese", "Food > Bread", "Tools"];
const spread = (...values: number[]) => Object.fromEntries(classes.map((name, c) => [name, values[c]]));
const [milk, cheese, bread, tools] = classes;

/** Truths, and answers with the most probable class. */
const rows = [
  [milk, { prediction: milk, probabilities: spread(0.9, 0.05, 0.03, 0.02) }],
  [milk, { prediction: cheese, probabilities: spread(0.4, 0.5, 0.05, 0.05) }],
  [bread, { prediction: milk, probabilities: spread(0.5, 0.2, 0.28, 0.02) }],
  [tools, { prediction: bread, probabilities: spread(0.1, 0.1, 0.6, 0.2) }],
] as const;
const truths = rows.map(([truth]) => truth);
const predictions = rows.map(([, prediction]) => prediction);
const scores = (options = {}) =>
  evaluate(truths, predictions, { classes, hierarchy: true, resamples: 0, ...options }).hierarchy!;

describe("the scores of a hierarchy", () => {
  it("have the accuracy of each level, and the mean probability of its nodes", () => {
    const { levels } = scores();
    expect(levels.map(({ level, nodes, rows, accuracy }) => [level, nodes, rows, accuracy])).toEqual([
      [1, 2, 4, 0.75],
      [2, 3, 4, 0.5],
      [3, 4, 4, 0.25],
    ]);
    // Level 1: (0.98 + 0.95 + 0.98 + 0.8) / 4.
    expect(levels[0].meanProbability).toBeCloseTo(0.9275, 12);
    // Level 2: Dairy 0.95, Dairy 0.9, Dairy 0.7, Bread 0.6.
    expect(levels[1].meanProbability).toBeCloseTo(0.7875, 12);
    expect(levels[2].meanProbability).toBeCloseTo((0.9 + 0.5 + 0.5 + 0.6) / 4, 12);
  });

  it("have the accuracy of the classes at the last level", () => {
    const { accuracy, hierarchy } = evaluate(truths, predictions, { hierarchy: true, resamples: 0 });
    expect(hierarchy!.levels.at(-1)!.accuracy).toBe(accuracy);
  });

  it("say what thresholds would answer", () => {
    const found = scores().thresholds.find(({ threshold }) => threshold === 0.9)!;
    // Milk 0.9; Dairy 0.9; Food 0.98; no answer, since Food has 0.8.
    expect(found).toMatchObject({ answered: 0.75, correct: 1 });
    expect(found.meanProbability).toBeCloseTo((0.9 + 0.9 + 0.98) / 3, 12);
    expect(found.classes).toBeCloseTo(1 / 3, 12);
  });

  it("count an answer with a node above the true class as correct, and at lower levels as no answer", () => {
    const answers = [
      { prediction: "Food > Dairy" },
      { prediction: "Food" },
      { prediction: "Tools" },
      { prediction: null },
    ];
    const { hierarchy, accuracy } = evaluate([milk, milk, bread, tools], answers, {
      classes,
      hierarchy: true,
      resamples: 0,
    });
    expect(accuracy).toBe(0);
    expect(hierarchy).toMatchObject({ answered: 0.75, correct: 2 / 3, thresholds: [] });
    expect(hierarchy!.levels.map(({ accuracy }) => accuracy)).toEqual([0.5, 0.25, 0]);
    expect(hierarchy!.levels[0].meanProbability).toBeUndefined();
  });

  it("accept truths that are inner nodes: an answer below is correct, and levels below are not counted", () => {
    const { accuracy, hierarchy, unknownLabels, topK } = evaluate(
      ["Food > Dairy", "Food", tools],
      predictions.slice(1),
      {
        classes,
        hierarchy: true,
        resamples: 0,
      },
    );
    expect(accuracy).toBe(2 / 3);
    expect(unknownLabels).toEqual([]);
    expect(hierarchy!.levels.map(({ rows, accuracy }) => [rows, accuracy])).toEqual([
      [3, 2 / 3],
      [2, 0.5],
      [1, 0],
    ]);
    expect(topK[0]).toEqual({ k: 1, accuracy: 2 / 3 });
  });

  it("leave out rows that are out of scope", () => {
    const { hierarchy } = evaluate([...truths, null], [...predictions, { prediction: null }], {
      classes,
      hierarchy: true,
      resamples: 0,
    });
    expect(hierarchy!.levels[0].rows).toBe(4);
  });

  it("lack probabilities if only those of the most probable classes are given", () => {
    const short = predictions.map(({ prediction, probabilities }) => ({
      prediction,
      probabilities: { [prediction]: probabilities[prediction] },
    }));
    const { levels, thresholds } = evaluate(truths, short, { classes, hierarchy: true, resamples: 0 })
      .hierarchy!;
    expect(thresholds).toEqual([]);
    expect(levels.every(({ meanProbability }) => meanProbability === undefined)).toBe(true);
  });

  it("are absent for flat classes, whose names may hold >", () => {
    const found = evaluate(truths, predictions, { resamples: 0 });
    expect(found.hierarchy).toBeUndefined();
    expect(found.accuracy).toBe(0.25);
  });

  it("do not depend on the order of the classes", () => {
    expect(scores({ classes: [...classes].reverse() })).toEqual(scores());
  });
});
