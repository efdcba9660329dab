import { describe, expect, it } from "vitest";
import { meanSpread, usualTemperature } from "../../src/calibration/temperature-rule.ts";
import type { Matrix } from "../../src/math/matrix.ts";

function matrixOf(rows: number[][]): Matrix {
  return { rows: rows.length, columns: rows[0].length, data: Float32Array.from(rows.flat()) };
}

describe("the expected temperature", () => {
  it("is proportional to the spread and lower for more classes", () => {
    expect(usualTemperature(1, 2)).toBeCloseTo(1.6, 12);
    expect(usualTemperature(32, 4)).toBeCloseTo(2 * usualTemperature(32, 2), 12);
    expect(usualTemperature(32, 2)).toBeLessThan(usualTemperature(2, 2));
  });

  it("has a spread that is the mean standard deviation of the rows' scores and never zero", () => {
    expect(
      meanSpread(
        matrixOf([
          [1, 3],
          [2, 2],
        ]),
      ),
    ).toBeCloseTo(0.5, 8);
    expect(meanSpread(matrixOf([[7, 7]]))).toBeGreaterThan(0);
  });
});
