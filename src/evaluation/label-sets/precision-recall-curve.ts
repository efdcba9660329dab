import type { PrecisionRecallPoint } from "./label-set-evaluation.ts";

/**
 * Computes precision and recall at every threshold, the highest first. Equal scores are one threshold.
 * @param scores one per row, 0 to 1
 * @param positive whether each row is positive
 * @param max maximum number of points; of more, those that are evenly spread over recall are kept
 * @returns empty if no row is positive
 */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  positive: ArrayLike<boolean | number>,
  max: number,
): PrecisionRecallPoint[] {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  let total = 0;
  for (let i = 0; i < positive.length; i++) if (positive[i]) total++;
  if (total === 0) return [];
  const points: PrecisionRecallPoint[] = [];
  let [found, nextRecall] = [0, 0];
  for (const [k, i] of order.entries()) {
    if (positive[i]) found++;
    const isTied = k + 1 < order.length && scores[order[k + 1]] === scores[i];
    const recall = found / total;
    const isLast = found === total;
    if (isTied || (recall < nextRecall && !isLast)) continue;
    points.push({ threshold: scores[i], precision: found / (k + 1), recall });
    nextRecall = Math.floor(recall * (max - 2) + 1) / (max - 2);
    if (isLast) break;
  }
  return points;
}
