import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LinePoint, searchLine } from "../../src/math/line-search.ts";

type Line = (step: number) => LinePoint;

/** A valley with ripples of less than its own slope, lowest at `lowest`, seen from 0. */
function valley(lowest: number, steepness: number, ripple: number): Line {
  return (step) => {
    const distance = step - lowest;
    return {
      step,
      value: steepness * (distance ** 2 + ripple * Math.sin(3 * distance)),
      slope: steepness * (2 * distance + 3 * ripple * Math.cos(3 * distance)),
    };
  };
}

const search = (line: Line, firstStep: number) => searchLine(async (step) => line(step), line(0), firstStep);

describe("the line search", () => {
  it("returns a step with both Wolfe conditions, for any first step", async () => {
    const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        real(0.5, 100),
        real(1e-3, 1e3),
        real(0, 0.3),
        real(-4, 2),
        async (lowest, steep, ripple, power) => {
          const line = valley(lowest, steep, ripple);
          const start = line(0);
          fc.pre(start.slope < 0);
          const found = await search(line, 10 ** power);
          expect(found).toEqual(line(found!.step));
          expect(found!.step).toBeGreaterThan(0);
          expect(found!.value).toBeLessThanOrEqual(start.value + 1e-4 * found!.step * start.slope);
          expect(found!.slope).toBeGreaterThanOrEqual(0.9 * start.slope);
        },
      ),
    );
  });

  it("takes the first step if it satisfies both conditions", async () => {
    let asked = 0;
    const line = valley(1, 1, 0);
    const counted = async (step: number) => {
      asked++;
      return line(step);
    };
    expect((await searchLine(counted, line(0), 0.9))?.step).toBe(0.9);
    expect(asked).toBe(1);
  });

  it("steps back from values that are not finite", async () => {
    const wall: Line = (step) => {
      const point = valley(1, 1, 0)(step);
      return step < 1.5 ? point : { step, value: Number.POSITIVE_INFINITY, slope: Number.NaN };
    };
    expect((await search(wall, 64))?.step).toBeLessThan(1.5);
  });

  it("gives up if no step lowers the value", async () => {
    const rising: Line = (step) => ({ step, value: step, slope: -1 });
    expect(await search(rising, 1)).toBeUndefined();
  });
});
