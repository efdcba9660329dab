import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planBatches } from "../../src/encoder/batches.ts";

const lengths = fc.array(fc.nat(300), { maxLength: 100 });
const limits = fc.record({
  rows: fc.integer({ min: 1, max: 20 }),
  tokens: fc.integer({ min: 1, max: 1000 }),
});

describe("planBatches", () => {
  it("puts every row into one batch and keeps both limits, except for a single row that is too long", () => {
    fc.assert(
      fc.property(lengths, limits, (given, most) => {
        const batches = planBatches(given, most);
        expect(batches.flat().sort((a, b) => a - b)).toEqual(given.map((_, i) => i));
        for (const batch of batches) {
          const longest = Math.max(...batch.map((i) => given[i]));
          expect(given[batch.at(-1)!]).toBe(longest);
          expect(batch.length).toBeLessThanOrEqual(most.rows);
          if (batch.length > 1) expect(batch.length * longest).toBeLessThanOrEqual(most.tokens);
        }
      }),
    );
  });

  it("orders rows from short to long, and rows of equal length as given", () => {
    expect(planBatches([5, 1, 5, 2, 1], { rows: 2, tokens: 100 })).toEqual([[1, 4], [3, 0], [2]]);
  });
});
