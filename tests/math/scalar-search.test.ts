import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimizeScalar } from "../../src/math/scalar-search.ts";

describe("the search for a scalar", () => {
  it("finds the lowest point of any valley to the tolerance", () => {
    const place = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(place, (lowest) => {
        const { point, value } = minimizeScalar((x) => Math.abs(x - lowest), -5, 5, 1e-6);
        expect(Math.abs(point - lowest)).toBeLessThanOrEqual(1e-6);
        expect(value).toBe(Math.abs(point - lowest));
      }),
    );
  });

  it("approaches the bound where the function only falls or only rises", () => {
    expect(minimizeScalar((x) => x, 2, 3).point).toBeCloseTo(2, 3);
    expect(minimizeScalar((x) => -x, 2, 3).point).toBeCloseTo(3, 3);
  });

  it("asks once for each golden section", () => {
    let asked = 0;
    minimizeScalar(
      (x) => {
        asked++;
        return (x - 0.3) ** 2;
      },
      0,
      1,
      0.01,
    );
    // Two to begin with, then ln(0.01) / ln(0.618) = 9.6 sections.
    expect(asked).toBe(12);
  });
});
