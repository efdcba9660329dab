import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitNone, noneProbabilities } from "../../src/calibration/none.ts";
import type { Matrix } from "../../src/math/matrix.ts";

function matrixOf(rows: number[][]): Matrix {
  return { rows: rows.length, columns: rows[0].length, data: Float32Array.from(rows.flat()) };
}

const identity = matrixOf([
  [1, 0],
  [0, 1],
]);
const means = matrixOf([
  [0.5, 0],
  [0, 0.2],
]);
const circle = (angle: number) => [Math.cos(angle), Math.sin(angle)];

describe("the probability of none", () => {
  it("is 0 to 1 for any vector", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 2 }),
        async (vector) => {
          const [probability] = await noneProbabilities(await fitNone(means, identity), matrixOf([vector]));
          expect(probability).toBeGreaterThanOrEqual(0);
          expect(probability).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 100 },
    ));

  it("falls as a text comes closer to a class, whichever it is", async () => {
    const model = await fitNone(means, identity);
    for (const angles of [
      [-1.5, -1.2, -0.8, -0.4, 0],
      [3.1, 2.7, 2.3, 1.9, Math.PI / 2],
    ]) {
      const found = [...(await noneProbabilities(model, matrixOf(angles.map(circle))))];
      expect(found).toEqual([...found].sort((a, b) => b - a));
      expect(new Set(found).size).toBe(5);
    }
  });

  it("does not depend on doubt between classes", async () => {
    const model = await fitNone(
      matrixOf([
        [1, 0],
        [1, 0],
      ]),
      identity,
    );
    const [twins] = await noneProbabilities(model, matrixOf([[1, 0]]));
    // 1 / (1 + exp(10.6 - (-0.41 + 0.79 ln 2)))
    expect(twins).toBeCloseTo(2.856e-5, 7);
  });

  it("is lower at the same closeness for two classes than for a hundred", async () => {
    const many = await fitNone(matrixOf(Array.from({ length: 100 }, () => [1, 0])), identity);
    const few = await fitNone(
      matrixOf([
        [1, 0],
        [1, 0],
      ]),
      identity,
    );
    expect(many.level).toBeGreaterThan(few.level);
  });

  it("averages 0.08 over many rows of the classes themselves", async () => {
    const labels = Int32Array.from({ length: 4000 }, (_, i) => i % 2);
    const vectors = matrixOf(
      Array.from(labels, (label, i) => circle((label * Math.PI) / 2 + Math.sin(i) * 1.5)),
    );
    const inside = { vectors, labels, counts: Float64Array.of(2000, 2000), promptRows: 12 };
    const found = await noneProbabilities(await fitNone(means, identity, inside), vectors);
    expect(found.reduce((sum, value) => sum + value, 0) / found.length).toBeCloseTo(0.08, 2);
  });

  it("is the same for no rows as without rows", async () => {
    const inside = {
      vectors: { rows: 0, columns: 2, data: new Float32Array() },
      labels: new Int32Array(),
      counts: new Float64Array(2),
      promptRows: 12,
    };
    expect((await fitNone(means, identity, inside)).level).toBe((await fitNone(means, identity)).level);
  });

  it("is higher near a text out of scope, and hardly changes far from all of them", async () => {
    const outside = matrixOf([circle(-0.5), circle(-0.6), circle(-0.7)]);
    const near = matrixOf([circle(-0.55)]);
    const far = matrixOf([circle(2.2)]);
    const before = await fitNone(means, identity);
    const after = await fitNone(means, identity, undefined, outside);
    const change = async (vectors: Matrix) =>
      (await noneProbabilities(after, vectors))[0] - (await noneProbabilities(before, vectors))[0];
    expect(await change(near)).toBeGreaterThan(0);
    expect(await change(near)).toBeGreaterThan(await change(far));
  });

  it("separates texts out of scope from rows of the classes better with such texts than without", async () => {
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 2);
    const vectors = matrixOf(
      Array.from(labels, (label, i) => circle((label * Math.PI) / 2 + Math.sin(i) / 3)),
    );
    const inside = { vectors, labels, counts: Float64Array.of(30, 30), promptRows: 12 };
    const outside = matrixOf(Array.from({ length: 20 }, (_, i) => circle(-0.9 + Math.sin(i) / 5)));
    const unseen = matrixOf(Array.from({ length: 20 }, (_, i) => circle(-0.9 + Math.cos(i) / 5)));
    const gap = async (given?: Matrix) => {
      const model = await fitNone(means, identity, inside, given);
      return (
        average(await noneProbabilities(model, unseen)) - average(await noneProbabilities(model, vectors))
      );
    };
    expect(await gap(outside)).toBeGreaterThan((await gap()) + 0.2);
  });

  it("keeps at most 300 texts out of scope", async () => {
    const many = matrixOf(Array.from({ length: 1000 }, (_, i) => circle(i)));
    expect((await fitNone(means, identity, undefined, many)).outOfScope?.rows).toBe(300);
  });

  it("is the same for no texts out of scope as without them", async () => {
    const empty = { rows: 0, columns: 2, data: new Float32Array() };
    expect(await fitNone(means, identity, undefined, empty)).toEqual(await fitNone(means, identity));
  });

  it("is finite with a single text out of scope", async () => {
    const model = await fitNone(means, identity, undefined, matrixOf([circle(1)]));
    const [probability] = await noneProbabilities(model, matrixOf([circle(0.3)]));
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThan(1);
  });
});

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
