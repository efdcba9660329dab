import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutWindows, windowWeight } from "../../src/encoder/windows.ts";

const ids = fc.array(fc.nat(30_000), { maxLength: 100 });
const size = fc.integer({ min: 1, max: 30 });

describe("cutWindows", () => {
  it("keeps every token once", () => {
    fc.assert(
      fc.property(ids, size, (given, most) => {
        const windows = cutWindows(7, given, most);
        expect(windows.flatMap((window) => [...window.ids])).toEqual(given);
        expect(windows.length).toBe(Math.max(Math.ceil(given.length / most), 1));
        expect(windows.every((window) => window.text === 7 && window.ids.length <= most)).toBe(true);
      }),
    );
  });

  it("weights a window by its number of tokens, and an empty one by a number above 0", () => {
    expect(cutWindows(0, [1, 2, 3], 2).map(windowWeight)).toEqual([2, 1]);
    expect(cutWindows(0, [], 2).map(windowWeight)).toEqual([1]);
  });
});
