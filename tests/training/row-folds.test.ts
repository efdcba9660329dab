import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allRowFolds, rowFolds } from "../../src/training/row-folds.ts";

const anyLabels = fc
  .array(fc.nat(4), { minLength: 1, maxLength: 120 })
  .map((labels) => Int32Array.from(labels));

describe("the folds of rows", () => {
  it("hold every row out once, from a fit on all the others", () => {
    fc.assert(
      fc.property(anyLabels, fc.nat(), (labels, seed) => {
        const folds = rowFolds(labels, 5, seed);
        const all = [...labels.keys()];
        expect(folds.flatMap(({ heldOut }) => [...heldOut]).sort((a, b) => a - b)).toEqual(all);
        for (const { train, heldOut } of folds) {
          expect([...train, ...heldOut].sort((a, b) => a - b)).toEqual(all);
        }
      }),
    );
  });

  it("are all four for many rows, too, if every row must be held out", () => {
    const labels = Int32Array.from({ length: 5000 }, (_, i) => i % 7);
    expect(rowFolds(labels, 7, 1)).toHaveLength(1);
    const folds = allRowFolds(labels, 7, 1);
    expect(folds[0]).toEqual(rowFolds(labels, 7, 1)[0]);
    expect(folds.flatMap(({ heldOut }) => [...heldOut]).sort((a, b) => a - b)).toEqual([...labels.keys()]);
  });

  it("distribute each class and all rows evenly", () => {
    fc.assert(
      fc.property(anyLabels, fc.nat(), (labels, seed) => {
        const folds = rowFolds(labels, 5, seed);
        const sizes = (has: (i: number) => boolean) => folds.map(({ heldOut }) => heldOut.filter(has).length);
        for (const shares of [
          sizes(() => true),
          ...[0, 1, 2, 3, 4].map((c) => sizes((i) => labels[i] === c)),
        ]) {
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("are the same for the same seed, and differ for another", () => {
    const labels = Int32Array.from({ length: 80 }, (_, i) => i % 3);
    expect(rowFolds(labels, 3, 7)).toEqual(rowFolds(labels, 3, 7));
    expect(rowFolds(labels, 3, 8)).not.toEqual(rowFolds(labels, 3, 7));
  });

  it.each([
    [999, 4],
    [1000, 2],
    [3999, 2],
    [4000, 1],
  ])("of %d rows are %d, each with a quarter held out", (rows, expected) => {
    const folds = rowFolds(new Int32Array(rows), 1, 0);
    expect(folds.length).toBe(expected);
    for (const { heldOut } of folds) expect(Math.abs(heldOut.length - rows / 4)).toBeLessThan(1);
  });

  it("keep the rows of a group together, and distribute all others evenly", () => {
    fc.assert(
      fc.property(
        anyLabels,
        fc.array(fc.nat(20), { minLength: 120, maxLength: 120 }),
        fc.nat(),
        (labels, drawn, seed) => {
          const groups = Int32Array.from(labels, (_, i) => drawn[i]);
          for (const { train, heldOut } of rowFolds(labels, 5, seed, groups)) {
            const trained = new Set(Array.from(train, (i) => groups[i]));
            expect(heldOut.filter((i) => trained.has(groups[i]))).toHaveLength(0);
            expect(train.length + heldOut.length).toBe(labels.length);
          }
          const alone = Int32Array.from(labels.keys());
          expect(rowFolds(labels, 5, seed, alone)).toEqual(rowFolds(labels, 5, seed));
        },
      ),
    );
  });
});
