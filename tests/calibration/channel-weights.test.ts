import { describe, expect, it } from "vitest";
import { fitChannelWeights } from "../../src/calibration/channel-weights.ts";
import { rowOf, zeros } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";

/** Logits of two channels whose own class leads by a given mean, with noise of width 4. */
function channels(rows: number, leadOfFirst: number, leadOfSecond: number, seed: number) {
  const random = createRandom(seed);
  const [first, second] = [zeros(rows, 3), zeros(rows, 3)];
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 3);
  for (const [i, label] of labels.entries()) {
    for (const [matrix, lead] of [
      [first, leadOfFirst],
      [second, leadOfSecond],
    ] as const) {
      const row = rowOf(matrix, i);
      for (let c = 0; c < 3; c++) row[c] = 4 * (random.nextFloat() - 0.5) + (c === label ? lead : 0);
    }
  }
  return { first, second, labels, weights: new Float64Array(rows).fill(1) };
}

describe("the factors of two channels", () => {
  it("leave out a second channel that knows nothing, in at least 19 of 20 draws", () => {
    const used = Array.from({ length: 20 }, (_, seed) => fitChannelWeights(channels(300, 2, 0, seed)).second);
    expect(used.filter((factor) => factor > 0).length).toBeLessThanOrEqual(1);
  });

  it("use a second channel that knows as much as the first one about equally", () => {
    const { first, second } = fitChannelWeights(channels(3000, 2, 2, 1));
    expect(second / first).toBeGreaterThan(0.8);
    expect(second / first).toBeLessThan(1.1);
  });

  it("use a second channel that never errs", () => {
    const { first, second } = fitChannelWeights(channels(60, 1, 9, 1));
    expect(second / first).toBeGreaterThan(0.2);
  });

  it("are smaller for the second channel if there are fewer rows", () => {
    const few = fitChannelWeights(channels(30, 2, 1, 2)).second;
    const many = fitChannelWeights(channels(3000, 2, 1, 2)).second;
    expect(few).toBeLessThan(many);
  });

  it("are 1 and 0 with no row, and with a second channel that scores all classes alike", () => {
    expect(fitChannelWeights(channels(0, 2, 2, 1))).toEqual({ first: 1, second: 0 });
    expect(fitChannelWeights({ ...channels(50, 2, 2, 1), second: zeros(50, 3) }).second).toBe(0);
  });

  it("of the first channel minimize the loss, with a prior of 20 rows at 1", () => {
    const given = channels(400, 1, 0, 5);
    const { first, second } = fitChannelWeights(given);
    expect(second).toBe(0);
    const lossAt = (factor: number) =>
      given.labels.reduce(
        (sum, label, i) => {
          const row = Array.from(rowOf(given.first, i), (value) => factor * value);
          return sum + Math.log(row.reduce((total, value) => total + Math.exp(value), 0)) - row[label];
        },
        10 * (factor - 1) ** 2,
      );
    for (const off of [-0.02, 0.02]) expect(lossAt(first + off)).toBeGreaterThan(lossAt(first));
  });
});
