import type { Matrix } from "../math/matrix.ts";
import { logit, sigmoid } from "../math/sigmoid.ts";

/**
 * Threshold of every label without held-out rows. F1 is highest at a threshold of half the F1 that it then has (Lipton,
 * Elkan and Naryanaswamy 2014), and descriptions alone reach about 0.6. Larger: fewer labels per text.
 */
export const usualThreshold = 0.3;

/**
 * Number of rows with a label from which on its own rows count more than what its probabilities promise. Larger: thresholds
 * depend less on chance, and less on the rows. Chosen on train sides (bench/label-sets).
 */
const trustedRowsOfLabel = 100;
/** Number of rows in all from which on they count more than the usual threshold. Larger: as above. */
const trustedRows = 10;
/**
 * Mean number of rows per label at which a label's own best threshold counts as much as the one of all labels together.
 * Larger: as above. Chosen on train sides (bench/label-sets).
 */
const sharedRowsPerLabel = 20;
/** Pairs of text and label with a lower probability are not answered at any threshold that could be the best one. */
const minProbability = 0.01;

/**
 * Chooses the threshold of each label for a high F1 on held-out rows: between the one at which the label's own F1 is highest
 * and the one for all labels together, which is half of their highest micro-F1 (Lipton, Elkan and Naryanaswamy 2014). They are
 * mixed by their logits; the more rows per label, the more the label's own counts.
 *
 * A label with few rows would get its threshold by chance, so each row counts as having the label in part: by its truth, and by
 * its calibrated probability. The fewer rows have the label, the more the probability counts. With a handful of rows in all, the
 * best threshold is still chance (with one row, half of its probability), so it is mixed with `usualThreshold`, by the number
 * of rows.
 * @param probabilities calibrated and held out: [rows, labels]
 * @param truths 1 if the row has the label, else 0: [rows, labels]
 * @returns [labels], above 0 and below 1
 */
export function fitThresholds(probabilities: Matrix, truths: Matrix): Float32Array {
  const { rows, columns: labels } = probabilities;
  const answers = Array.from({ length: labels }, (_, c) => expectedAnswers(probabilities, truths, c));
  const own = answers.map((each) => bestCut(each).threshold);
  const shared = bestCut(together(answers)).f1 / 2 || usualThreshold;
  const rowsPerLabel = truths.data.reduce((sum, value) => sum + value, 0) / labels;
  const ownShare = rowsPerLabel / (rowsPerLabel + sharedRowsPerLabel);
  const weight = rows / (rows + trustedRows);
  return Float32Array.from(own, (threshold) => {
    const best = ownShare * logit(threshold) + (1 - ownShare) * logit(shared);
    return sigmoid(weight * best + (1 - weight) * logit(usualThreshold));
  });
}

/** Answers that a label could be given to, and how likely each is to be correct. */
interface ExpectedAnswers {
  readonly probability: Float64Array;
  /** Between the truth and the probability. As long as `probability`. */
  readonly expected: Float64Array;
  /** Expected number of texts with the label. */
  readonly total: number;
}

function expectedAnswers(probabilities: Matrix, truths: Matrix, c: number): ExpectedAnswers {
  const { rows, columns } = probabilities;
  const probability = Float64Array.from({ length: rows }, (_, i) => probabilities.data[i * columns + c]);
  const truth = Float64Array.from({ length: rows }, (_, i) => truths.data[i * columns + c]);
  const positives = truth.reduce((sum, value) => sum + value, 0);
  const share = positives / (positives + trustedRowsOfLabel);
  const expected = truth.map((value, i) => share * value + (1 - share) * probability[i]);
  return { probability, expected, total: expected.reduce((sum, value) => sum + value, 0) };
}

/** Returns the answers of all labels. The totals are added in order of size, so that the order of the labels does not matter. */
function together(answers: readonly ExpectedAnswers[]): ExpectedAnswers {
  const isAnswer = (each: ExpectedAnswers, i: number) => each.probability[i] >= minProbability;
  return {
    probability: Float64Array.from(
      answers.flatMap((each) => Array.from(each.probability.filter((_, i) => isAnswer(each, i)))),
    ),
    expected: Float64Array.from(
      answers.flatMap((each) => Array.from(each.expected.filter((_, i) => isAnswer(each, i)))),
    ),
    total: Float64Array.from(answers, ({ total }) => total)
      .sort()
      .reduce((sum, total) => sum + total, 0),
  };
}

/** Returns the highest expected F1, and its threshold: halfway between the last answered probability and the next one. */
function bestCut({ probability, expected, total }: ExpectedAnswers): {
  readonly f1: number;
  readonly threshold: number;
} {
  const order = Int32Array.from(probability.keys()).sort(
    (a, b) => probability[b] - probability[a] || expected[b] - expected[a],
  );
  let [found, best, threshold] = [0, 0, usualThreshold];
  for (const [k, i] of order.entries()) {
    found += expected[i];
    const next = k + 1 < order.length ? probability[order[k + 1]] : 0;
    if (next === probability[i]) continue;
    const f1 = (2 * found) / (k + 1 + total);
    if (f1 > best) [best, threshold] = [f1, (probability[i] + next) / 2];
  }
  return { f1: best, threshold: Math.min(Math.max(threshold, 1e-6), 1 - 1e-6) };
}
