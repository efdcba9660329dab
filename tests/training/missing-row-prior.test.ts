import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../src/math/matrix.ts";
import { missingRowPrior } from "../../src/training/missing-row-prior.ts";

const matrix = (rows: readonly (readonly number[])[]): Matrix => ({
  rows: rows.length,
  columns: rows[0].length,
  data: Float32Array.from(rows.flat()),
});
const tempered = (rows: readonly (readonly number[])[], temperature = 1) => ({
  scores: matrix(rows),
  temperature,
});
const evaluatedOf = (labels: readonly number[]) => ({
  labels: Int32Array.from(labels),
  weights: new Float64Array(labels.length).fill(1),
});
const all = [true, true, true];

/** Two classes with rows, one without. In the scores of the descriptions the rows' own classes lead it by 1. */
const evaluated = evaluatedOf([0, 1]);
const alone = tempered([
  [1, 0, 0],
  [0, 1, 0],
]);
const lack = Float64Array.of(0, 0, 1);

describe("the prior of classes that lack rows", () => {
  it("grows by the lead that the other classes gained, plus 0.8 nats", () => {
    const gained = tempered([
      [6, 0, 2],
      [0, 8, 2],
    ]);
    // Leads of 4 and 6 instead of 1 and 1.
    expect([...missingRowPrior(evaluated, gained, alone, lack, all)]).toEqual([0, 0, expect.closeTo(4.8, 6)]);
    expect(missingRowPrior(evaluated, { ...gained, temperature: 2 }, alone, lack, all)[2]).toBeCloseTo(
      2.3,
      6,
    );
  });

  it("grows by 0.8 nats if nothing was gained or no class has a description, and not at all if much was lost", () => {
    expect(missingRowPrior(evaluated, alone, alone, lack, all)[2]).toBeCloseTo(0.8, 6);
    const gained = tempered([
      [9, 0, 0],
      [0, 9, 0],
    ]);
    expect(missingRowPrior(evaluated, gained, alone, lack, [false, false, false])[2]).toBeCloseTo(0.8, 6);
    const lost = tempered([
      [0, 0, 3],
      [0, 0, 3],
    ]);
    expect([...missingRowPrior(evaluated, lost, alone, lack, all)]).toEqual([0, 0, 0]);
  });

  it("grows half as much for 24 classes as for six, and with the square of the lack of rows", () => {
    const given = (classes: number) => {
      const scores = tempered([new Array<number>(classes).fill(0)]);
      const lacks = new Float64Array(classes).fill(1);
      lacks[0] = 0;
      lacks[1] = 0.5;
      return missingRowPrior(evaluatedOf([0]), scores, scores, lacks, new Array<boolean>(classes).fill(true));
    };
    expect(given(6)[2]).toBeCloseTo(0.8, 6);
    expect(given(24)[2]).toBeCloseTo(0.4, 6);
    expect(given(24)[1]).toBeCloseTo(0.1, 6);
  });

  it("grows only for classes that lack rows, by a finite amount, and never falls", () => {
    const numbers = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), {
      minLength: 9,
      maxLength: 9,
    });
    const rowsOf = (values: readonly number[]) => [values.slice(0, 3), values.slice(3, 6), values.slice(6)];
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    const known = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(numbers, numbers, shares, known, (after, before, lacking, prompted) => {
        const lacks = Float64Array.from(lacking);
        const given = missingRowPrior(
          evaluatedOf([0, 1, 2]),
          tempered(rowsOf(after)),
          tempered(rowsOf(before)),
          lacks,
          prompted,
        );
        const most = Math.max(...given);
        for (const [c, value] of given.entries()) {
          expect(Number.isFinite(value) && value >= 0).toBe(true);
          if (lacks[c] === 0) expect(value).toBe(0);
          if (most > 0 && lacks[c] === Math.max(...lacking)) expect(value).toBeCloseTo(most, 9);
        }
      }),
    );
  });
});
