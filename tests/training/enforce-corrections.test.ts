import { describe, expect, it } from "vitest";
import { scoreVectors } from "../../src/head/linear-head.ts";
import { normalizeRows } from "../../src/head/projection.ts";
import { type Matrix, rowOf } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { enforceCorrections } from "../../src/training/enforce-corrections.ts";

function randomRows(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return {
    rows,
    columns,
    data: Float32Array.from({ length: rows * columns }, () => 2 * random.nextFloat() - 1),
  };
}

const means = randomRows(4, 24, 1);
for (const [i, value] of means.data.entries()) means.data[i] = value * 0.1;
const head = { weights: randomRows(4, 24, 2), bias: Float32Array.of(0.1, 3, -0.2, 0) };
const vectors = normalizeRows(randomRows(4, 24, 3));
const rows = { vectors, labels: Int32Array.of(0, 2, 2, 3) };
const counts = Float64Array.of(1, 0, 2, 1);

const answersOf = (scores: Matrix) =>
  Array.from({ length: scores.rows }, (_, i) => rowOf(scores, i).indexOf(Math.max(...rowOf(scores, i))));

describe("enforceCorrections", () => {
  it("makes each of a few rows lead with its class by 0.2", async () => {
    expect(answersOf(await scoreVectors(head, vectors))).not.toEqual([...rows.labels]);
    const scores = await scoreVectors(enforceCorrections(head, rows, counts, means), vectors);
    expect(answersOf(scores)).toEqual([...rows.labels]);
    const row = [...rowOf(scores, 0)];
    expect(row[0] - Math.max(...row.slice(1))).toBeGreaterThan(0.199);
  });

  it("does not change the scores of a text at the center, nor classes without rows", async () => {
    const center = { rows: 1, columns: 24, data: new Float32Array(24) };
    means.data.forEach((value, i) => {
      center.data[i % 24] += value / 4;
    });
    const held = enforceCorrections(head, rows, counts, means);
    const [before, after] = [await scoreVectors(head, center), await scoreVectors(held, center)];
    after.data.forEach((score, c) => {
      expect(score).toBeCloseTo(before.data[c], 4);
    });
    expect([...rowOf(held.weights, 1)]).toEqual([...rowOf(head.weights, 1)]);
  });

  it("does not modify the given head, and changes nothing if the rows lead already", () => {
    const before = JSON.stringify(head);
    enforceCorrections(head, rows, counts, means);
    expect(JSON.stringify(head)).toBe(before);
    const leading = { weights: head.weights, bias: Float32Array.of(0, 0, 90, 0) };
    const right = { vectors, labels: Int32Array.of(2, 2, 2, 2) };
    expect(enforceCorrections(leading, right, Float64Array.of(0, 0, 3, 0), means)).toEqual(leading);
  });

  it("ignores classes of more than three rows, and changes nothing if there are many rows", () => {
    expect(enforceCorrections(head, rows, Float64Array.of(4, 4, 4, 4), means)).toBe(head);
    const many = { vectors: randomRows(13, 24, 4), labels: new Int32Array(13) };
    many.labels[12] = 1;
    expect(enforceCorrections(head, many, Float64Array.of(12, 1, 0, 0), means)).toBe(head);
  });
});
