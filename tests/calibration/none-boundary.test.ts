import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Boundary, fitBoundary } from "../../src/calibration/none-boundary.ts";

interface Case {
  readonly inside: number[];
  readonly outside: number[];
  readonly expected: Boundary;
  readonly found: Boundary;
}

/** Minima that scipy's Nelder-Mead finds: fixtures/make_none.py. */
const cases: Case[] = JSON.parse(
  readFileSync(new URL("./fixtures/none-boundaries.json", import.meta.url), "utf8"),
);

describe("the boundary of none", () => {
  it.each(cases)("is where scipy finds it: case %#", async ({ inside, outside, expected, found }) => {
    const heldOut = { inScope: Float64Array.from(inside), outOfScope: Float64Array.from(outside) };
    const { level, slope } = await fitBoundary(heldOut, expected);
    expect(level).toBeCloseTo(found.level, 3);
    expect(slope).toBeCloseTo(found.slope, 3);
  });

  it("falls as closeness grows, even if the texts show the opposite", async () => {
    const heldOut = { inScope: new Float64Array(500).fill(0), outOfScope: new Float64Array(500).fill(1) };
    const { slope } = await fitBoundary(heldOut, { level: 1, slope: 10.6 });
    expect(slope).toBeCloseTo(1.06, 9);
  });
});
