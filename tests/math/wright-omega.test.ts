import { describe, expect, it } from "vitest";
import { wrightOmega } from "../../src/math/wright-omega.ts";

describe("the Wright omega function", () => {
  it.each([
    // scipy.special.wrightomega, scipy 1.17.1
    [-20, 2.061153618190205e-9],
    [-8, 0.000335350149321062],
    [-3, 0.04747849102486547],
    [-0.5, 0.4046738485459385],
    [0, 0.5671432904097838],
    [1, 1],
    [2.5, 1.8726470404165942],
    [10, 7.9294200950196965],
    [47.9, 44.113240035054226],
    [48, 44.21102578976721],
    [300, 294.31534819459273],
  ])("is scipy's at %f", (z, expected) => {
    expect(Math.abs(wrightOmega(z) / expected - 1)).toBeLessThan(1e-4);
  });

  it("is zero, not NaN, far below", () => {
    expect(wrightOmega(-1e6)).toBe(0);
  });
});
