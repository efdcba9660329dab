import type { Matrix } from "../math/matrix.ts";
import { logit, sigmoid } from "../math/sigmoid.ts";

/**
 * Threshold of every label without held-out rows. F1 is highest at a threshold of half the F1 that it then has (Lipton,
 * Elkan and Naryanaswamy 2014), and descriptions alone reach about 0.6. Larger: fewer labels per text.
 */
export const usualThreshold = 0.3;

/**
 * Number of rows with a label from which on its own rows count more than what its probabilities promise, and of rows in all from
 * which on they count more than the usual threshold. Larger: thresholds depend less on chance, and less on the rows.
 */
const trustedRows = 10;

/**
 * Chooses the threshold of each label at which F1 is highest on held-out rows. A label with few rows would get its threshold
 * by chance, so each row counts as having the label in part: by its truth, and by its calibrated probability. The fewer rows
 * have the label, the more the probability counts. With a handful of rows in all, the best threshold is still chance (with one
 * row, half of its probability), so it is mixed with `usualThreshold`, by the logits and by the number of rows.
 * @param probabilities calibrated and held out: [rows, labels]
 * @param truths 1 if the row has the label, else 0: [rows, labels]
 * @returns [labels], above 0 and below 1
 */
export function fitThresholds(probabilities: Matrix, truths: Matrix): Float32Array {
  const { rows, columns: labels } = probabilities;
  return Float32Array.from({ length: labels }, (_, c) => {
    const column = Float64Array.from({ length: rows }, (_, i) => probabilities.data[i * labels + c]);
    const truth = Float64Array.from({ length: rows }, (_, i) => truths.data[i * labels + c]);
    const positives = truth.reduce((sum, value) => sum + value, 0);
    const share = positives / (positives + trustedRows);
    const best = bestThreshold(
      column,
      truth.map((value, i) => share * value + (1 - share) * column[i]),
    );
    const weight = rows / (rows + trustedRows);
    return sigmoid(weight * logit(best) + (1 - weight) * logit(usualThreshold));
  });
}

/** Returns the threshold with the highest expected F1, halfway between the last answered probability and the next one. */
function bestThreshold(probability: Float64Array, expected: Float64Array): number {
  const order = Int32Array.from(probability.keys()).sort((a, b) => probability[b] - probability[a]);
  const total = expected.reduce((sum, value) => sum + value, 0);
  let [found, best, threshold] = [0, 0, usualThreshold];
  for (const [k, i] of order.entries()) {
    found += expected[i];
    const next = k + 1 < order.length ? probability[order[k + 1]] : 0;
    if (next === probability[i]) continue;
    const f1 = (2 * found) / (k + 1 + total);
    if (f1 > best) [best, threshold] = [f1, (probability[i] + next) / 2];
  }
  return Math.min(Math.max(threshold, 1e-6), 1 - 1e-6);
}
