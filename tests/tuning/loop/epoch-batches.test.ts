import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/math/random.ts";
import { batchCount, epochBatches } from "../../../src/tuning/loop/epoch-batches.ts";

const lengthLists = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 400 });
const batchSizes = fc.integer({ min: 1, max: 40 });

describe("the batches of an epoch", () => {
  it("contain every row once, in the smallest number of batches of nearly equal size", () => {
    const property = fc.property(lengthLists, batchSizes, fc.nat(), (lengths, batchRows, seed) => {
      const batches = epochBatches(lengths, batchRows, createRandom(seed));
      expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
      const sizes = batches.map((batch) => batch.length);
      expect(sizes).toHaveLength(batchCount(lengths.length, batchRows));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(batchRows);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    });
    fc.assert(property);
  });

  it("are the same for the same seed, and differ for another", () => {
    const lengths = Array.from({ length: 100 }, (_, i) => 1 + (i % 17));
    const drawn = (seed: number) => epochBatches(lengths, 8, createRandom(seed));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  it("contain texts of similar length, which saves padding", () => {
    const lengths = Array.from({ length: 512 }, (_, i) => 1 + ((i * 37) % 256));
    const batches = epochBatches(lengths, 32, createRandom(1));
    const padded = batches.map((batch) => batch.length * Math.max(...batch.map((i) => lengths[i])));
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    // Random batches would need nearly twice the tokens because of padding.
    expect(padded.reduce((sum, each) => sum + each, 0) / tokens).toBeLessThan(1.2);
  });
});
