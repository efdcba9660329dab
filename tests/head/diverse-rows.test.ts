import { describe, expect, it } from "vitest";
import { densities, diverseRows } from "../../src/head/diverse-rows.ts";
import { normalizeRows } from "../../src/head/projection.ts";

function units(...rows: readonly (readonly number[])[]) {
  const data = Float32Array.from(rows.flat());
  return normalizeRows({ rows: rows.length, columns: rows[0].length, data });
}

describe("diverseRows", () => {
  it("begins with the largest weight and passes over copies of what was chosen", () => {
    const vectors = units([1, 0], [1, 0], [0, 1], [1, 1]);
    expect(diverseRows(vectors, Float64Array.of(0.9, 1, 0.3, 0.2), 3)).toEqual([1, 2, 3]);
  });

  it("chooses every row once if as many are wanted as there are, or more", () => {
    const vectors = units([1, 0], [1, 0], [1, 0]);
    expect(diverseRows(vectors, Float64Array.of(0, 0, 0), 5).sort()).toEqual([0, 1, 2]);
  });

  it("chooses nothing from nothing", () => {
    expect(diverseRows({ rows: 0, columns: 2, data: new Float32Array(0) }, new Float64Array(0), 3)).toEqual(
      [],
    );
  });
});

describe("densities", () => {
  it("are larger in a group than outside, and do not count the row itself", async () => {
    const group = Array.from({ length: 30 }, (_, i) => [1, 0.01 * i, 0]);
    const found = await densities(units(...group, [0, 0, 1]));
    expect(found[30]).toBeCloseTo(0.01, 6);
    expect(Math.min(...found.subarray(0, 30))).toBeGreaterThan(0.9);
  });

  it("of a single row is the smallest density", async () => {
    expect([...(await densities(units([1, 0])))]).toEqual([0.01]);
  });
});
