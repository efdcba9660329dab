import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupTexts } from "../../../src/task/text-groups.ts";
import { heldOutRows } from "../../../src/tuning/loop/held-out-rows.ts";

const seeds = fc.nat(1_000_000);
/** Rows with different texts and the given labels. */
const rowsOf = (labels: readonly string[]) => labels.map((label, i) => ({ label, text: `text ${i}` }));
const eachAlone = (rows: readonly unknown[]) => rows.map((_, i) => i);
const groupsOf = (rows: readonly { readonly text: string }[]) =>
  groupTexts(rows.map(({ text }) => text)).groups;
const distinctRows = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 300 }).map(rowsOf);
const rowsWithCopies = fc.array(
  fc.record({ label: fc.constantFrom("a", "b"), text: fc.constantFrom(..."abcdefghijklmnop") }),
  { maxLength: 200 },
);

describe("rows held out from tuning", () => {
  it("are one of every four of the first forty rows of a class, then one of every forty", () => {
    fc.assert(
      fc.property(distinctRows, seeds, (rows, seed) => {
        const countOf = (some: typeof rows, label: string) =>
          some.filter((row) => row.label === label).length;
        const heldOut = heldOutRows(rows, eachAlone(rows), seed).map((i) => rows[i]);
        for (const label of new Set(rows.map((row) => row.label))) {
          const count = countOf(rows, label);
          const expected = Math.floor(Math.min(count, 40) / 4) + Math.floor(Math.max(count - 40, 0) / 40);
          expect(countOf(heldOut, label)).toBe(expected);
        }
      }),
    );
  });

  it("stay held out when rows are appended, whatever their classes and texts", () => {
    fc.assert(
      fc.property(rowsWithCopies, rowsWithCopies, seeds, (rows, added, seed) => {
        const before = new Set(heldOutRows(rows, groupsOf(rows), seed));
        const all = [...rows, ...added];
        const after = new Set(heldOutRows(all, groupsOf(all), seed));
        for (const i of before) expect(after.has(i)).toBe(true);
      }),
    );
  });

  it("never include rows of a whole block that were not held out before", () => {
    fc.assert(
      fc.property(fc.nat(80), fc.nat(200), seeds, (blocks, more, seed) => {
        const rows = rowsOf(new Array<string>(4 * Math.min(blocks, 10) + more).fill("a"));
        const first = rows.slice(0, 4 * Math.min(blocks, 10));
        const after = heldOutRows(rows, eachAlone(rows), seed);
        expect(after.filter((i) => i < first.length)).toEqual(heldOutRows(first, eachAlone(first), seed));
      }),
    );
  });

  it("contain all rows of their groups, of whatever class", () => {
    fc.assert(
      fc.property(rowsWithCopies, seeds, (rows, seed) => {
        const groups = groupsOf(rows);
        const heldOut = new Set(heldOutRows(rows, groups, seed));
        const heldGroups = new Set([...heldOut].map((i) => groups[i]));
        expect(eachAlone(rows).filter((i) => !heldOut.has(i) && heldGroups.has(groups[i]))).toEqual([]);
      }),
    );
  });

  it("differ between seeds", () => {
    const rows = rowsOf(new Array<string>(400).fill("a"));
    const groups = eachAlone(rows);
    expect(heldOutRows(rows, groups, 1)).not.toEqual(heldOutRows(rows, groups, 2));
  });
});
