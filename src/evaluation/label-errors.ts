import { type Matrix, rowOf } from "../math/matrix.ts";

/** How probable it is that each label is wrong. */
export interface LabelErrors {
  /** Numbers of the rows whose label is probably wrong, the most certain first. */
  readonly rows: readonly number[];
  /** Estimated number of rows with a wrong label. It is the length of `rows`. */
  readonly count: number;
  /** Column of the most probable class other than the label: [rows]. */
  readonly proposals: Int32Array;
  /** Log-odds of the proposal against the label: [rows]. Above 0: the label is not the most probable class. */
  readonly logOdds: Float64Array;
  /** What the rows are ranked by: [rows]. Larger: the label is more surely wrong. */
  readonly doubts: Float64Array;
}

/** What findLabelErrors may know besides the probabilities. */
export interface LabelErrorOptions {
  /** Share of similar texts that have each label: [rows, classes]. Default: not known. */
  readonly neighborLabels?: Matrix;
  /** Whether a row may be found; a class with too few rows cannot be judged. Default: all rows. */
  readonly isJudged?: (row: number) => boolean;
}

/** Probabilities below this count as equal: float32 and the fit are not more exact. */
const smallest = 1e-9;

/**
 * Finds labels that are probably wrong by confident learning (Northcutt, Jiang and Chuang 2021): a row counts as of
 * class k if its probability of k is at least the mean probability of k over the rows with the label k. The number of rows
 * that count as of a class other than their label estimates the number of errors. As many rows are returned, ranked by
 * 2 ln p(proposal) - ln p(label). ln p(label) alone is best for labels that are wrong at random, the certainty of the
 * proposal for confusable classes; this sum is good for both (bench/audit). What similar texts are labeled adds to it.
 *
 * @param labels column of the label of each row
 * @param probabilities [rows, classes], each row predicted by a fit that has not seen it
 */
export function findLabelErrors(
  labels: Int32Array,
  probabilities: Matrix,
  { neighborLabels, isJudged = () => true }: LabelErrorOptions = {},
): LabelErrors {
  const thresholds = meanOwnProbabilities(labels, probabilities);
  const proposals = new Int32Array(labels.length);
  const logOdds = new Float64Array(labels.length);
  const doubts = new Float64Array(labels.length);
  let count = 0;
  for (const [i, label] of labels.entries()) {
    const row = rowOf(probabilities, i);
    proposals[i] = bestOther(row, label);
    const proposed = Math.log(Math.max(row[proposals[i]], smallest));
    logOdds[i] = proposed - Math.log(Math.max(row[label], smallest));
    doubts[i] = logOdds[i] + proposed;
    if (neighborLabels !== undefined) {
      const shares = rowOf(neighborLabels, i);
      doubts[i] += shares[proposals[i]] - shares[label];
    }
    const counted = confidentClass(row, thresholds);
    if (isJudged(i) && counted !== undefined && counted !== label) count++;
  }
  const ranked = Array.from(labels.keys())
    .filter(isJudged)
    .sort((a, b) => doubts[b] - doubts[a] || a - b);
  // A row whose label is the most probable class is not an error, whatever the estimate is.
  const rows = ranked.slice(0, count).filter((i) => logOdds[i] > 0);
  return { rows, count: rows.length, proposals, logOdds, doubts };
}

/** Returns the mean probability of each class over the rows that have it as their label; 1 for a class without rows. */
function meanOwnProbabilities(labels: Int32Array, probabilities: Matrix): Float64Array {
  const sums = new Float64Array(probabilities.columns);
  const counts = new Float64Array(probabilities.columns);
  for (const [i, label] of labels.entries()) {
    sums[label] += rowOf(probabilities, i)[label];
    counts[label]++;
  }
  return sums.map((sum, c) => (counts[c] > 0 ? sum / counts[c] : 1));
}

/** Returns the most probable of the classes whose probability reaches its threshold. */
function confidentClass(row: Float32Array, thresholds: Float64Array): number | undefined {
  let best: number | undefined;
  for (let c = 0; c < row.length; c++) {
    if (row[c] >= thresholds[c] && (best === undefined || row[c] > row[best])) best = c;
  }
  return best;
}

function bestOther(row: Float32Array, label: number): number {
  let best = label === 0 ? 1 : 0;
  for (let c = 0; c < row.length; c++) if (c !== label && row[c] > row[best]) best = c;
  return best;
}
