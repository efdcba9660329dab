import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costTable } from "../../src/calibration/cost-table.ts";
import { cheapestAnswer } from "../../src/calibration/expected-cost.ts";

describe("cheapestAnswer", () => {
  // Elkan 2001, equation 2: predict class 1 if p >= (c10 - c00) / (c10 - c00 + c01 - c11), costs c[answer][truth].
  it.each([
    [1, 20],
    [5, 1],
    [1, 1],
  ])("of two classes with costs %i and %i changes at Elkan's threshold", (falseSpam, missedSpam) => {
    const table = costTable({ spam: { mail: missedSpam }, mail: { spam: falseSpam } }, ["spam", "mail"]);
    const threshold = falseSpam / (falseSpam + missedSpam);
    expect(cheapestAnswer(table, [threshold + 1e-6, 1 - threshold - 1e-6]).answer).toBe(0);
    expect(cheapestAnswer(table, [threshold - 1e-6, 1 - threshold + 1e-6]).answer).toBe(1);
  });

  it("agrees with the sum over the whole table", () => {
    const names = ["a", "b", "c"];
    const cost = fc.double({ min: -5, max: 5, noNaN: true });
    const row = fc.record({ a: cost, b: cost, c: cost, unsure: cost });
    const weights = fc.tuple(...names.map(() => fc.double({ min: 0.01, max: 1, noNaN: true })));
    fc.assert(
      fc.property(fc.record({ a: row, b: row, c: row }), weights, (costs, given) => {
        const total = given.reduce((sum, each) => sum + each, 0);
        const probabilities = given.map((each) => each / total);
        const expected = [...names, "unsure"].map((answer) =>
          names.reduce(
            (sum, truth, i) =>
              sum +
              probabilities[i] * costs[truth as keyof typeof costs][answer as keyof (typeof costs)["a"]],
            0,
          ),
        );
        const found = cheapestAnswer(costTable(costs, names), probabilities);
        expect(found.cost).toBeCloseTo(Math.min(...expected), 9);
        expect(expected[found.answer ?? names.length]).toBeCloseTo(Math.min(...expected), 9);
      }),
    );
  });

  it("is the most probable class without costs", () => {
    expect(cheapestAnswer(costTable({}, ["a", "b"]), [0.4, 0.6])).toEqual({ answer: 1, cost: 0.4 });
  });

  it("is unsure if that is cheaper, and only then", () => {
    const table = costTable({ unsure: 0.25 }, ["a", "b"]);
    expect(cheapestAnswer(table, [0.7, 0.3])).toEqual({ cost: 0.25 });
    expect(cheapestAnswer(table, [0.75, 0.25]).answer).toBe(0);
  });
});

describe("costTable", () => {
  it.each([
    [{ other: { a: 1 } }, 'the true class "other", which is not a class'],
    [{ a: { other: 1 } }, 'the answer "other", which is not a class'],
    [{ none: { a: 1 } }, "with the option none it is one"],
    [{ a: { b: Number.NaN } }, "at a, b it is NaN"],
    [{ a: 3 }, "at a it is 3"],
    [{ a: { unsure: 1 } }, 'but not for "b"'],
  ])("rejects %j", (costs, message) => {
    expect(() => costTable(costs, ["a", "b"])).toThrow(message);
  });

  it("rejects a class that is named like an answer", () => {
    expect(() => costTable({}, ["unsure", "b"])).toThrow('a class named "unsure"');
    expect(() => costTable({}, ["none", "b", "none"])).toThrow('a class named "none"');
  });
});
