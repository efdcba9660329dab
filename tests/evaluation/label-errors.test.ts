import { describe, expect, it } from "vitest";
import { findLabelErrors } from "../../src/evaluation/label-errors.ts";

function matrix(rows: readonly (readonly number[])[]) {
  return { rows: rows.length, columns: rows[0].length, data: new Float32Array(rows.flat()) };
}

// From cleanlab 2.9.0: compute_confident_joint(y, P, calibrate=False, return_indices_of_off_diagonals=True) with
// y = np.repeat([0, 1, 2], 5) gives the off-diagonal rows [7, 13].
const labels = Int32Array.from([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
const probabilities = matrix([
  [0.82, 0.06, 0.12],
  [0.71, 0.26, 0.03],
  [0.57, 0.43, 0.0],
  [0.72, 0.18, 0.1],
  [0.69, 0.1, 0.21],
  [0.43, 0.52, 0.05],
  [0.14, 0.83, 0.03],
  [0.09, 0.04, 0.87],
  [0.2, 0.51, 0.29],
  [0.15, 0.74, 0.11],
  [0.0, 0.47, 0.53],
  [0.46, 0.04, 0.5],
  [0.32, 0.02, 0.66],
  [0.27, 0.71, 0.02],
  [0.0, 0.32, 0.68],
]);

describe("findLabelErrors", () => {
  it("finds the rows that cleanlab finds, the most certain first", () => {
    const found = findLabelErrors(labels, probabilities);
    expect(found.rows).toEqual([13, 7]);
    expect([...found.proposals.slice(7, 14)]).toEqual([2, 2, 0, 1, 0, 0, 1]);
    expect(found.logOdds[13]).toBeCloseTo(Math.log(0.71 / 0.02), 4);
    expect(found.doubts[13]).toBeCloseTo(Math.log(0.71 ** 2 / 0.02), 4);
    expect(found.logOdds[0]).toBeCloseTo(Math.log(0.12 / 0.82), 4);
  });

  it("ranks a row higher if similar texts have the proposed label", () => {
    const neighborLabels = matrix([...labels].map((_, i) => (i === 7 ? [0, 0, 1] : [1, 1, 1])));
    const { doubts } = findLabelErrors(labels, probabilities, { neighborLabels });
    const before = findLabelErrors(labels, probabilities).doubts;
    expect(doubts[7] - before[7]).toBeCloseTo(1, 6);
    expect(doubts[13]).toBe(before[13]);
  });

  it("leaves out rows that cannot be judged", () => {
    expect(findLabelErrors(labels, probabilities, { isJudged: (row) => row !== 13 }).rows).toEqual([7]);
  });

  it("finds nothing if all labels are the most probable class", () => {
    const sure = matrix([...labels].map((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0))));
    const found = findLabelErrors(labels, sure);
    expect(found.rows).toEqual([]);
    expect([...found.logOdds].every(Number.isFinite)).toBe(true);
  });

  it("finds every row if all labels are wrong with certainty", () => {
    const wrong = matrix([...labels].map((label) => [0, 1, 2].map((c) => (c === (label + 1) % 3 ? 1 : 0))));
    const found = findLabelErrors(labels, wrong);
    expect([...found.rows].sort((a, b) => a - b)).toEqual([...labels.keys()]);
    expect([...found.proposals]).toEqual([...labels].map((label) => (label + 1) % 3));
  });

  it("handles one row and classes without rows", () => {
    expect(findLabelErrors(Int32Array.of(1), matrix([[0.2, 0.8, 0]])).rows).toEqual([]);
    expect(findLabelErrors(Int32Array.of(), { rows: 0, columns: 3, data: new Float32Array(0) }).rows).toEqual(
      [],
    );
  });
});
