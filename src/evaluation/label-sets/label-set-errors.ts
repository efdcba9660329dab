import { type Matrix, rowOf } from "../../math/matrix.ts";

/** A label that a row probably lacks, or has although it is probably wrong. */
export interface LabelPairError {
  readonly row: number;
  /** Column of the label. */
  readonly column: number;
  readonly probability: number;
}

/** Labels that are probably missing or wrong, with several labels per text. */
export interface LabelSetErrors {
  /** Labels that rows probably lack, the most probable first. */
  readonly missing: readonly LabelPairError[];
  /** Labels of rows that are probably wrong, the least probable first. */
  readonly wrong: readonly LabelPairError[];
}

/** The least and the largest confidence from which a label counts as missing or wrong. Larger: fewer are listed. */
const [minConfidence, maxConfidence] = [0.5, 0.9];

/**
 * Finds labels that are probably missing or wrong by confident learning (Northcutt, Jiang and Chuang 2021), each label as a
 * task of two classes: a label is missing if its probability is at least the mean probability over the rows that have it, and
 * wrong if the probability of not having it is at least the mean over the rows that do not. Both means are bounded: on clean
 * data they are so high that a label of 92 % would not count as missing. The two lists are ranked apart, because forgotten
 * labels and wrong ones are not equally frequent: in one ranking by probability, missing labels come last (bench/audit).
 *
 * @param truths 1 if the row is labeled with the label, else 0: [rows, labels]
 * @param probabilities likewise, each row predicted by a fit that has not seen it
 */
export function findLabelSetErrors(truths: Matrix, probabilities: Matrix): LabelSetErrors {
  const limits = [false, true].map((isPresent) => confidenceLimits(truths, probabilities, isPresent));
  const missing: LabelPairError[] = [];
  const wrong: LabelPairError[] = [];
  eachPair(truths, probabilities, (row, column, isPresent, probability) => {
    if (isPresent && 1 - probability >= limits[0][column]) wrong.push({ row, column, probability });
    if (!isPresent && probability >= limits[1][column]) missing.push({ row, column, probability });
  });
  return {
    missing: missing.sort((a, b) => b.probability - a.probability),
    wrong: wrong.sort((a, b) => a.probability - b.probability),
  };
}

function eachPair(
  truths: Matrix,
  probabilities: Matrix,
  visit: (row: number, column: number, isPresent: boolean, probability: number) => void,
): void {
  for (let i = 0; i < truths.rows; i++) {
    const [truth, row] = [rowOf(truths, i), rowOf(probabilities, i)];
    for (let c = 0; c < row.length; c++) visit(i, c, truth[c] === 1, row[c]);
  }
}

/** Returns the mean probability of being as they are over the rows that have each label, or that do not, within bounds. */
function confidenceLimits(truths: Matrix, probabilities: Matrix, isPresent: boolean): Float64Array {
  const sums = new Float64Array(truths.columns);
  const counts = new Float64Array(truths.columns);
  eachPair(truths, probabilities, (_, c, isThere, probability) => {
    if (isThere !== isPresent) return;
    sums[c] += isPresent ? probability : 1 - probability;
    counts[c]++;
  });
  return sums.map((sum, c) => {
    const mean = counts[c] > 0 ? sum / counts[c] : 1;
    return Math.min(Math.max(mean, minConfidence), maxConfidence);
  });
}
