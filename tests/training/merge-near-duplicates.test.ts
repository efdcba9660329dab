import { describe, expect, it } from "vitest";
import { groupTexts } from "../../src/task/text-groups.ts";
import { mergeNearDuplicates } from "../../src/training/merge-near-duplicates.ts";

function rowsOf(labels: readonly number[], texts: readonly string[]) {
  // Each vector is on one axis, so that a mean shows its parts.
  const vectors = { rows: labels.length, columns: labels.length, data: new Float32Array(labels.length ** 2) };
  for (const i of labels.keys()) vectors.data[i * labels.length + i] = 1;
  return { rows: { vectors, labels: Int32Array.from(labels) }, groups: groupTexts(texts) };
}

describe("rows with nearly equal texts", () => {
  it("become one row with the unit vector of their mean", () => {
    const { rows, groups } = rowsOf([0, 0, 1], ["My parcel is late", "my parcel is late!", "Refund me"]);
    const merged = mergeNearDuplicates(rows, groups, [1, 1, 1]);
    expect(merged.members).toEqual([[0, 1], [2]]);
    expect([...merged.rows.labels]).toEqual([0, 1]);
    expect([...merged.rows.weights!]).toEqual([1, 1]);
    const half = Math.fround(Math.SQRT1_2);
    [half, half, 0, 0, 0, 1].forEach((value, i) => {
      expect(merged.rows.vectors.data[i]).toBeCloseTo(value, 6);
    });
  });

  it("and several labels become one row per label, weighted by its share of the copies", () => {
    const { rows, groups } = rowsOf([0, 0, 0, 1], ["Late!", "late", "LATE", "late."]);
    const merged = mergeNearDuplicates(rows, groups, [1, 1, 1, 1]);
    expect(merged.members).toEqual([[0, 1, 2], [3]]);
    expect([...merged.rows.weights!]).toEqual([0.75, 0.25]);
    expect([...merged.rows.groups!]).toEqual([0, 0]);
    const byVotes = mergeNearDuplicates(rows, groups, [0.1, 0.1, 0.1, 1]);
    expect(byVotes.rows.weights![1]).toBeCloseTo(1 / 1.3, 9);
  });

  it("that are not copies keep their full weight for each of their labels", () => {
    const { rows, groups } = rowsOf([0, 1], ["Where is my parcel?", "Where is my parcell?"]);
    const merged = mergeNearDuplicates(rows, groups, [1, 1]);
    expect([...merged.rows.weights!]).toEqual([1, 1]);
    expect([...merged.rows.groups!]).toEqual([0, 0]);
  });

  it("are the given rows if all texts differ", () => {
    const { rows, groups } = rowsOf([0, 1], ["Where is my parcel?", "Refund me"]);
    expect(mergeNearDuplicates(rows, groups, [1, 1]).rows).toBe(rows);
  });
});
