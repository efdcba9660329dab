import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFiniteVector, scaleRowsToUnitLength } from "../../src/encoder/unit-length.ts";
import { rowOf } from "../../src/math/matrix.ts";

describe("scaleRowsToUnitLength", () => {
  it("scales to length 1 and keeps the direction, for any size of numbers", () => {
    const vectors = fc.float32Array({ minLength: 1, maxLength: 8, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(vectors, (vector) => {
        const scaled = vector.slice();
        scaleRowsToUnitLength({ rows: 1, columns: scaled.length, data: scaled });
        expect(Math.hypot(...scaled)).toBeCloseTo(1, 6);
        const length = Math.hypot(...vector);
        if (length > 0)
          for (const [i, value] of vector.entries()) expect(scaled[i]).toBeCloseTo(value / length, 6);
      }),
    );
  });

  it("turns a row of zeros into the first axis", () => {
    const matrix = { rows: 2, columns: 3, data: Float32Array.of(0, 3, 4, 0, 0, 0) };
    scaleRowsToUnitLength(matrix);
    expect([...rowOf(matrix, 1)]).toEqual([1, 0, 0]);
  });
});

describe("isFiniteVector", () => {
  it.each([
    [[0, -1, 3e38], true],
    [[0, Number.NaN], false],
    [[Number.POSITIVE_INFINITY], false],
    [[1e39], false],
  ])("of %j as float32 is %j", (values, finite) => {
    expect(isFiniteVector(Float32Array.from(values))).toBe(finite);
  });
});
