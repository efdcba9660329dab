import type { HeldOutScores } from "../calibration/held-out-scores.ts";
import { type Matrix, rowOf } from "../math/matrix.ts";

/** Scores, [rows, classes], and the temperature that turns them into logits. */
export interface TemperedScores {
  readonly scores: Matrix;
  readonly temperature: number;
}

/**
 * Nats that classes without rows get in addition to the measured advantage of the others. If it is larger, classes
 * without rows are predicted more often. Chosen on the training parts of seven public data sets, see
 * docs/decisions/2026-11-24-uneven-rows.md.
 */
const extraNats = 0.8;

/**
 * Number of classes up to which the whole advantage is compensated. With more classes, texts have less in common, and
 * more of the advantage is real knowledge of the class: it is then multiplied by sqrt(6 / classes). If the number is
 * larger, tasks of many classes compensate more.
 */
const fullyCompensatedClasses = 6;

/**
 * Computes what is added to the log prior of classes that lack rows, so that classes with rows do not win only because
 * they have some.
 *
 * The texts of a task have much in common, and the means of classes with rows learn that first. These means are then
 * close to texts of all classes. The advantage is measured on the rows: the lead of the own class over classes that lack
 * rows, minus the same lead in the scores of the descriptions alone. Only classes with a description can be measured; the
 * others get the same amount.
 * @param evaluated labels and weights of the rows
 * @param withRows leave-one-out scores of these rows
 * @param promptsAlone scores of the same rows by the descriptions alone
 * @param lack how much each class lacks rows, 0 to 1: [classes]
 * @param prompted which classes have a description: [classes]
 * @returns nats to add to the log prior of each class, 0 or more: [classes]
 */
export function missingRowPrior(
  evaluated: Pick<HeldOutScores, "labels" | "weights">,
  withRows: TemperedScores,
  promptsAlone: TemperedScores,
  lack: Float64Array,
  prompted: readonly boolean[],
): Float64Array {
  const counting = rowsOfPrompted(evaluated, lack, prompted);
  const rivals = lack.map((share, c) => (prompted[c] ? share : 0));
  const gained = meanLead(counting, withRows, rivals) - meanLead(counting, promptsAlone, rivals);
  const added = Math.max(gained + extraNats, 0);
  const compensated = Math.min(1, Math.sqrt(fullyCompensatedClasses / lack.length));
  return lack.map((share) => compensated * added * share ** 2);
}

/** Weights the rows of each class by how little it lacks rows; rows of a class without a description weigh zero. */
function rowsOfPrompted(
  { labels, weights }: Pick<HeldOutScores, "labels" | "weights">,
  lack: Float64Array,
  prompted: readonly boolean[],
) {
  const counts = weights.map((weight, i) => (prompted[labels[i]] ? weight * (1 - lack[labels[i]]) : 0));
  return { labels, weights: counts };
}

/** Returns the weighted mean lead of the own class's logit over those of the rivals; zero if no row has a rival. */
function meanLead(
  { labels, weights }: Pick<HeldOutScores, "labels" | "weights">,
  { scores, temperature }: TemperedScores,
  rivals: Float64Array,
): number {
  let total = 0;
  let counted = 0;
  for (let i = 0; i < scores.rows; i++) {
    const [row, own] = [rowOf(scores, i), labels[i]];
    const lead = row[own] / temperature - logSumOfRivals(row, own, temperature, rivals);
    if (weights[i] === 0 || !Number.isFinite(lead)) continue;
    total += weights[i] * lead;
    counted += weights[i];
  }
  return counted > 0 ? total / counted : 0;
}

/** Returns the logarithm of the weighted sum of the rivals' exponentiated logits. */
function logSumOfRivals(row: Float32Array, own: number, temperature: number, rivals: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < row.length; c++) {
    if (c !== own && rivals[c] > 0) highest = Math.max(highest, row[c] / temperature);
  }
  let sum = 0;
  for (let c = 0; c < row.length; c++) {
    if (c !== own && rivals[c] > 0) sum += rivals[c] * Math.exp(row[c] / temperature - highest);
  }
  return highest + Math.log(sum);
}
