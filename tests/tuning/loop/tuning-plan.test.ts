import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planTuning, shareDone } from "../../../src/tuning/loop/tuning-plan.ts";

const rowsOf = (count: number, tokens = 20) => Array<number>(count).fill(tokens);

describe("the plan of a tuning", () => {
  it.each([
    [1, 10, 10],
    [16, 10, 10],
    [1200, 10, 380],
    [2400, 5, 375],
    [16_000, 3, 1500],
    [100_000, 3, 9375],
  ])("of %i rows is %i epochs and %i steps", (rows, epochs, steps) => {
    expect(planTuning(rowsOf(rows))).toMatchObject({ epochs, steps, tokens: epochs * rows * 20 });
  });

  it("uses the given number of epochs and rows per batch", () => {
    expect(planTuning(rowsOf(100), { epochs: 3, batchRows: 40 })).toMatchObject({ epochs: 3, steps: 9 });
  });

  it("is longer with longer rows, with more epochs and with rows held out", () => {
    const { seconds } = planTuning(rowsOf(100));
    expect(planTuning(rowsOf(100, 21)).seconds).toBeGreaterThan(seconds);
    expect(planTuning(rowsOf(100), { epochs: 11 }).seconds).toBeGreaterThan(seconds);
    expect(planTuning(rowsOf(100), { heldOut: [20] }).seconds).toBeGreaterThan(seconds);
  });

  it("reports shares of its work that rise from 0 to 1", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 50 });
    const held = fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 50 });
    const property = fc.property(lengths, held, (rows, heldOut) => {
      const plan = planTuning(rows, { heldOut, batchRows: 4 });
      const half = shareDone(plan, plan.steps / 2, (plan.epochs + 1) / 2);
      expect(shareDone(plan, 0, 0)).toBe(0);
      expect(half).toBeCloseTo(0.5, 12);
      expect(shareDone(plan, plan.steps, plan.epochs + 1)).toBeCloseTo(1, 12);
    });
    fc.assert(property);
  });
});
