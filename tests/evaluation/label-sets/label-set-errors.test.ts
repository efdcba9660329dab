import { expect, it } from "vitest";
import { findLabelSetErrors } from "../../../src/evaluation/label-sets/label-set-errors.ts";

function matrix(rows: readonly (readonly number[])[]) {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, columns: rows[0].length };
}

const truths = matrix([
  [1, 0],
  [1, 0],
  [0, 1],
  [0, 1],
  [0, 0],
  [1, 1],
]);
const probabilities = matrix([
  [0.9, 0.1],
  [0.95, 0.05],
  [0.1, 0.9],
  [0.89, 0.8],
  [0.1, 0.2],
  [0.9, 0.05],
]);

it("labels are missing from the mean probability of the rows that have them, within bounds, and wrong likewise", () => {
  // Label 1 is missing from the mean of 0.9, 0.95 and 0.9, which is 0.9167 and bounded to 0.9: row 4 with 0.89 is not listed.
  // Label 2 is wrong from the mean of 0.9, 0.95 and 0.8, which is 0.8833, without it: row 6 with 0.95.
  const { missing, wrong } = findLabelSetErrors(truths, probabilities);
  expect(missing).toEqual([]);
  expect(wrong).toEqual([{ row: 5, column: 1, probability: expect.closeTo(0.05) }]);
  const surer = {
    ...probabilities,
    data: probabilities.data.map((value) => (value > 0.888 && value < 0.892 ? 0.91 : value)),
  };
  expect(findLabelSetErrors(truths, surer).missing).toEqual([
    { row: 3, column: 0, probability: expect.closeTo(0.91) },
  ]);
});

it("missing labels are listed by falling probability, wrong ones by rising probability", () => {
  const all = matrix(Array.from({ length: 8 }, (_, i) => [i % 2]));
  const { missing, wrong } = findLabelSetErrors(
    all,
    matrix([0.9, 0.1, 0.95, 0.3, 0.92, 0.2, 0.1, 0.9].map((p) => [p])),
  );
  expect(missing.map(({ row }) => row)).toEqual([2, 4, 0]);
  expect(wrong.map(({ row }) => row)).toEqual([1, 5, 3]);
});

it("a label that no row has is missing nowhere below 90 %", () => {
  const none = matrix([[0], [0]]);
  expect(findLabelSetErrors(none, matrix([[0.89], [0.2]])).missing).toEqual([]);
});
