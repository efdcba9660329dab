import { expect, it } from "vitest";
import { descriptionOverlap } from "../../src/training/description-overlap.ts";

const angles = [0, 0.3, 1.6, 3];
const means = {
  rows: angles.length,
  columns: 2,
  data: new Float32Array(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
};

it("the closest pair comes first, with shares in proportion to exp(s cosine)", async () => {
  const { pairs, taken } = await descriptionOverlap(means, -1);
  expect(pairs).toHaveLength(6);
  expect(pairs[0].pair).toEqual([0, 1]);
  expect(pairs[0].cosine).toBeCloseTo(Math.cos(0.3), 5);
  const sharpness = 0.33 + 1.605 * Math.log(4);
  const weights = angles.map((angle) => Math.exp(sharpness * Math.cos(angle)));
  const total = weights.reduce((a, b) => a + b);
  expect(pairs[0].estimates[0]).toBeCloseTo(weights[1] / total, 5);
  expect(taken.reduce((a, b) => a + b)).toBeLessThan(4);
  expect(taken[1]).toBeGreaterThan(taken[3]);
});

it("a pair counts as less close if other classes are as close", async () => {
  const crowd = [0, 0.3, 0.3, 0.3, 2.5, 2.8];
  const data = new Float32Array(crowd.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
  const { pairs } = await descriptionOverlap({ rows: 6, columns: 2, data }, 0.9);
  expect(pairs[0].pair).toEqual([4, 5]);
});

it("pairs below the minimum cosine are left out, and one class has no pairs", async () => {
  expect((await descriptionOverlap(means, 0.9)).pairs).toHaveLength(1);
  expect((await descriptionOverlap({ rows: 1, columns: 2, data: Float32Array.of(1, 0) }, -1)).pairs).toEqual(
    [],
  );
});
