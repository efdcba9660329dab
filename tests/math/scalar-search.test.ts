import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimizeScalar, type ScalarPoint } from "../../src/math/scalar-search.ts";

const parabola =
  (lowest: number) =>
  (x: number): ScalarPoint => ({ value: (x - lowest) ** 2, slope: 2 * (x - lowest), curvature: 2 });

/** log cosh: a valley whose sides are straight lines, on which a step of Newton's leads far away. */
const logCosh =
  (lowest: number) =>
  (x: number): ScalarPoint => {
    const [off, slope] = [Math.abs(x - lowest), Math.tanh(x - lowest)];
    return {
      value: off + Math.log1p(Math.exp(-2 * off)) - Math.LN2,
      slope,
      curvature: 1 - slope ** 2,
    };
  };

/** -exp(-x^2): a pit, whose curvature is negative further out. */
const pit =
  (lowest: number) =>
  (x: number): ScalarPoint => {
    const off = x - lowest;
    const depth = Math.exp(-(off ** 2));
    return { value: -depth, slope: 2 * off * depth, curvature: (2 - 4 * off ** 2) * depth };
  };

describe("the search for a scalar", () => {
  it.each([
    ["a parabola", parabola],
    ["a valley of straight sides", logCosh],
    ["a pit in a plain", pit],
  ])("finds the lowest point of %s to the tolerance", (_, valley) => {
    const place = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(place, (lowest) => {
        const { point, value } = minimizeScalar(valley(lowest), -5, 5, 1e-6);
        expect(Math.abs(point - lowest)).toBeLessThanOrEqual(2e-6);
        expect(value).toBe(valley(lowest)(point).value);
      }),
    );
  });

  it("approaches a bound if the function only falls or only rises", () => {
    const line = (slope: number) => (x: number) => ({ value: slope * x, slope, curvature: 0 });
    expect(minimizeScalar(line(1), 2, 3).point).toBeCloseTo(2, 3);
    expect(minimizeScalar(line(-1), 2, 3).point).toBeCloseTo(3, 3);
  });

  it("evaluates a parabola twice: in the middle and at its minimum", () => {
    const asked: number[] = [];
    minimizeScalar(
      (x) => {
        asked.push(x);
        return parabola(0.3)(x);
      },
      0,
      1,
    );
    expect(asked).toEqual([0.5, 0.3]);
  });
});
