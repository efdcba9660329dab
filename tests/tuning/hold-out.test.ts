import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heldOutRows } from "../../src/tuning/hold-out.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 300 });
const seeds = fc.nat(1_000_000);

function countOf(rows: readonly string[], label: string): number {
  return rows.filter((each) => each === label).length;
}

describe("rows held out from tuning", () => {
  it("are one of every four of a class's first forty rows, and one of every forty that follow", () => {
    fc.assert(
      fc.property(labels, seeds, (rows, seed) => {
        const held = heldOutRows(rows, seed).map((i) => rows[i]);
        for (const label of new Set(rows)) {
          const count = countOf(rows, label);
          const expected = Math.floor(Math.min(count, 40) / 4) + Math.floor(Math.max(count - 40, 0) / 40);
          expect(countOf(held, label)).toBe(expected);
        }
      }),
    );
  });

  it("stay the same rows when others are added behind, whatever their classes", () => {
    fc.assert(
      fc.property(labels, labels, seeds, (rows, added, seed) => {
        const before = new Set(heldOutRows(rows, seed));
        const after = new Set(heldOutRows([...rows, ...added], seed));
        for (const i of before) expect(after.has(i)).toBe(true);
      }),
    );
  });

  it("that were learnt from in a whole block are never held out later", () => {
    fc.assert(
      fc.property(fc.nat(80), fc.nat(200), seeds, (blocks, more, seed) => {
        const rows = new Array<string>(4 * Math.min(blocks, 10)).fill("a");
        const before = new Set(heldOutRows(rows, seed));
        const after = heldOutRows([...rows, ...new Array<string>(more).fill("a")], seed);
        expect(after.filter((i) => i < rows.length)).toEqual([...before]);
      }),
    );
  });

  it("differ from seed to seed", () => {
    const rows = new Array<string>(400).fill("a");
    expect(heldOutRows(rows, 1)).not.toEqual(heldOutRows(rows, 2));
  });
});
