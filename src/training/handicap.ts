import type { HeldOutScores } from "../calibration/held-out-scores.ts";
import { type Matrix, rowOf } from "../math/matrix.ts";

/** Scores of the same rows as in HeldOutScores, and what divides them to logits: [rows, classes]. */
export interface TemperedScores {
  readonly scores: Matrix;
  readonly temperature: number;
}

/**
 * Nats beyond what rows were measured to give that classes without rows get: what the others gain by chance of being
 * looked at. Chosen on train sides of seven public sets, see docs/decisions/2026-11-24-uneven-rows.md.
 */
const allowance = 0.8;

/**
 * Of more classes than this, texts have less in common and rows tell more of their own class: what was gained is then
 * learnt rather than luck, and less of it is given, by the square root of how many more they are.
 */
const coarseClasses = 6;

/**
 * What is added to the log prior of classes that lack rows, so that classes with rows do not win by having them.
 *
 * Texts of a task have much in common, and the means of classes with rows learn it first: they then draw texts of all
 * classes. The rows themselves tell by how much: their own class's lead over classes without rows, compared with its
 * lead where only prompts speak. That can be seen among classes with prompts; the others are given as much.
 * @param withRows leave-one-out scores of the rows that judge
 * @param promptsAlone scores of the same rows by the prompts
 * @param lack how much each class lacks rows, 0 to 1: [classes]
 * @param prompted which classes have a prompt: [classes]
 */
export function handicap(
  judged: Pick<HeldOutScores, "labels" | "weights">,
  withRows: TemperedScores,
  promptsAlone: TemperedScores,
  lack: Float64Array,
  prompted: readonly boolean[],
): Float64Array {
  const counting = rowsOfPrompted(judged, lack, prompted);
  const rivals = lack.map((share, c) => (prompted[c] ? share : 0));
  const gained = meanLead(counting, withRows, rivals) - meanLead(counting, promptsAlone, rivals);
  const added = Math.max(gained + allowance, 0);
  const luck = Math.min(1, Math.sqrt(coarseClasses / lack.length));
  return lack.map((share) => luck * added * share ** 2);
}

/** Rows with what they count as here: as far as their own class does not lack any, and only where it has a prompt. */
function rowsOfPrompted(
  { labels, weights }: Pick<HeldOutScores, "labels" | "weights">,
  lack: Float64Array,
  prompted: readonly boolean[],
) {
  const counts = weights.map((weight, i) => (prompted[labels[i]] ? weight * (1 - lack[labels[i]]) : 0));
  return { labels, weights: counts };
}

/** By how much rows' own logits lead those of their rivals, on average; nought where no row has a rival. */
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

/** The logarithm of the rivals' exponentiated logits, each times how far it is one. */
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
