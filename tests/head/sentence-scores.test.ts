import { expect, test } from "vitest";
import { raiseToSentences } from "../../src/head/sentence-scores.ts";
import { rowOf } from "../../src/math/matrix.ts";

const matrix = (...rows: number[][]) => ({
  rows: rows.length,
  columns: rows[0].length,
  data: Float32Array.from(rows.flat()),
});

test("a label's score is that of the text or of its best sentence, less the discount", () => {
  const texts = matrix([0, -2, 1], [5, 5, 5]);
  const sentences = matrix([4, -9, 0.5], [1, -1, 1.1], [-1, -3, 0]);
  const raised = raiseToSentences(texts, sentences, [0, 3, 3], [1, 0.5, 0.25]);
  // 4 - ln 3, -1 - ln 3 / 2, and 1.1 - ln 3 / 4, which is below the text's own score of 1.
  expect(Array.from(rowOf(raised, 0))).toEqual([
    expect.closeTo(4 - Math.log(3), 5),
    expect.closeTo(-1 - Math.log(3) / 2, 5),
    1,
  ]);
  expect(Array.from(rowOf(raised, 1))).toEqual([5, 5, 5]);
  expect(Array.from(rowOf(texts, 0))).toEqual([0, -2, 1]);
});
