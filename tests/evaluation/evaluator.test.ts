import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { Evaluator } from "../../src/evaluation/evaluator.ts";
import { createRandom } from "../../src/math/random.ts";
import { answered, type EvaluationFixture, evaluateRows, readFixture } from "./rows.ts";

describe("an evaluator", () => {
  it("gives the same as evaluating all rows at once", () => {
    const { rows } = readFixture<EvaluationFixture>("evaluation");
    const evaluator = new Evaluator({ resamples: 50 });
    for (const row of rows) evaluator.add(row.truth, row);
    expect(evaluator.finish()).toEqual(evaluateRows(rows, { resamples: 50 }));
  });

  it("keeps id and text of wrong answers, the surest first, at most as many as wanted", () => {
    const rows = [
      { ...answered("a", "b", 0.6), probabilities: { a: 0.4, b: 0.6 } },
      answered("a", "a", 0.99),
      { ...answered("a", "c", 0.9), noneProbability: 0.2 },
    ];
    const details = [{ id: "x", text: "one" }, { text: "two" }, { text: "three" }];
    const { wrong, wrongAnswers } = evaluateRows(rows, { details });
    expect(wrong).toBe(2);
    expect(wrongAnswers).toEqual([
      { row: 3, text: "three", truth: "a", prediction: "c", probability: 0.9, noneProbability: 0.2 },
      { row: 1, id: "x", text: "one", truth: "a", prediction: "b", probability: 0.6, truthProbability: 0.4 },
    ]);
    expect(evaluateRows(rows, { details, maxWrongAnswers: 1 }).wrongAnswers).toHaveLength(1);
  });

  it("sorts confusions by cost if costs are given, and computes the mean cost", () => {
    const rows = [answered("a", "b"), answered("a", "b"), answered("b", "a"), answered("c", "c")];
    const costs = [
      { truth: "b", prediction: "a", cost: 5 },
      // The cost of a correct answer is zero, whatever is given.
      { truth: "c", prediction: "c", cost: 100 },
    ];
    const { mostConfused, meanCost, confusion } = evaluateRows(rows, { costs });
    expect(mostConfused).toEqual([
      { truth: "b", prediction: "a", count: 1, cost: 5 },
      { truth: "a", prediction: "b", count: 2, cost: 2 },
    ]);
    expect(meanCost).toBe(7 / 4);
    expect(confusion.find(({ truth }) => truth === "c")).toEqual({ truth: "c", prediction: "c", count: 1 });
  });

  it("reports the sure answers: those with a probability of at least 0.9", () => {
    const rows = [
      answered("a", "a", 0.9),
      answered("a", "b", 0.95),
      answered("a", "a", 0.89),
      answered("a", "a", 0.1),
    ];
    expect(evaluateRows(rows).sure).toEqual({ threshold: 0.9, coverage: 0.5, accuracy: 0.5 });
    expect(evaluateRows([answered("a", "a", 0.1)]).sure).toEqual({
      threshold: 0.9,
      coverage: 0,
      accuracy: 0,
    });
    expect(
      evaluateRows(rows, { resamples: 100 }).coverage.every(({ interval }) => interval !== undefined),
    ).toBe(true);
  });

  it.each([
    ["classes", { classes: "a" }],
    ["costs", { costs: [{ truth: "a", prediction: "b", cost: -1 }] }],
    ["costs", { costs: [null] }],
    ["outOfScope", { outOfScope: "leave out" }],
    ["noneThreshold", { noneThreshold: 2 }],
    ["maxWrongAnswers", { maxWrongAnswers: -1 }],
    ["resamples", { resamples: 1.5 }],
    ["seed", { seed: 0.5 }],
    ["details", { details: {} }],
  ])("rejects an invalid option %s", (name, options) => {
    expect(() => evaluate(["a"], [answered("a", "a")], options as never)).toThrow(
      `The option ${name} must be`,
    );
  });

  it("rejects details of another number of rows, and no rows", () => {
    expect(() => evaluate(["a"], [answered("a", "a")], { details: [] })).toThrow(
      "1 true labels but 0 details",
    );
    expect(() => new Evaluator().finish()).toThrow(InputError);
  });
});

describe("edge cases", () => {
  const finite = (value: unknown): boolean =>
    typeof value === "number"
      ? Number.isFinite(value)
      : typeof value !== "object" || value === null || Object.values(value).every(finite);

  it.each([
    ["one row that is right", [answered("a", "a", 1)]],
    ["one row that is wrong", [answered("a", "b", 0)]],
    ["all right", [answered("a", "a", 1), answered("b", "b", 1)]],
    ["all wrong", [answered("a", "b", 1), answered("b", "a", 1)]],
    [
      "a class that no row has, and probabilities of 0 and 1",
      [{ ...answered("a", "b", 1), probabilities: { a: 0, b: 1, c: 0 } }],
    ],
    ["no probabilities", [{ truth: "a", prediction: "a" }]],
    ["only out-of-scope rows", [answered(null, "a", 0.5)]],
    ["a single group", [answered("a", "a", 0.5), answered("a", "b", 0.5)]],
  ])("%s: every figure is finite, and intervals contain their figures", (name, rows) => {
    const details = name === "a single group" ? rows.map(() => ({ group: 1 })) : undefined;
    const found = evaluateRows(rows, { resamples: 200, ...(details && { details }) });
    expect(finite(found)).toBe(true);
    for (const [figure, { lower, upper }] of Object.entries(found.intervals!)) {
      const value = found[figure as "accuracy"];
      expect(lower).toBeLessThanOrEqual(value + 1e-12);
      expect(upper).toBeGreaterThanOrEqual(value - 1e-12);
    }
  });

  it("3,000 classes and 100,000 rows take bounded memory and time, and the JSON stays small", () => {
    const random = createRandom(1);
    const names = Array.from({ length: 3000 }, (_, i) => `class ${i}`);
    const started = process.cpuUsage().user;
    const evaluator = new Evaluator({ classes: names });
    for (let i = 0; i < 100_000; i++) {
      const truth = random.nextInt(3000);
      const prediction = random.nextFloat() < 0.8 ? truth : random.nextInt(3000);
      const probability = random.nextFloat();
      evaluator.add(
        names[truth],
        { prediction: names[prediction], probability },
        { id: String(i), text: "x".repeat(200) },
      );
    }
    const found = evaluator.finish();
    const json = JSON.stringify(found);
    expect(found.classes).toHaveLength(3000);
    expect(found.confusion.length).toBeLessThan(25_000);
    expect(found.bootstrap!.resamples).toBe(500);
    expect(json.length).toBeLessThan(5_000_000);
    // Measured: 4 seconds of processor time, and 215 MB of memory for the whole process.
    expect((process.cpuUsage().user - started) / 1e6).toBeLessThan(30);
  }, 240_000);
});
