import { calibrateLabels, labelLosses } from "../../calibration/label-calibration.ts";
import { scaleRowsToUnitLength } from "../../encoder/unit-length.ts";
import { type Matrix, rowOf, zeros } from "../../math/matrix.ts";
import { sigmoid } from "../../math/sigmoid.ts";
import { addScaled, dot } from "../../math/vector.ts";
import { headFactor } from "../graph/encoder-graphs.ts";
import { type TuningRow, targetsOf } from "./labeled-rows.ts";

/** Steps of the search for a threshold. Each halves the interval from -2 to 2. */
const searchSteps = 30;
/** Number of rows that a label counts as having, at least. Smaller: a label without rows begins with a lower probability. */
const minRowsOfLabel = 0.5;

/**
 * Returns the head of independent labels to start from: the difference of a label's mean from the mean of all rows, of length
 * 1, and the threshold at which the probabilities of the rows sum to their number of rows with the label.
 * @returns [labels, hidden + 1], see sigmoidLoss
 */
export function startingLabels(
  vectors: Matrix,
  rows: readonly TuningRow[],
  classNames: readonly string[],
): Matrix {
  const { columns: hidden } = vectors;
  const targets = targetsOf(rows, classNames);
  const directions = labelDirections(vectors, targets);
  const head = zeros(classNames.length, hidden + 1);
  for (let c = 0; c < classNames.length; c++) {
    const direction = rowOf(directions, c);
    const cosines = Float64Array.from(rows, (_, i) => dot(rowOf(vectors, i), direction));
    const wanted = rows.reduce((sum, _, i) => sum + rowOf(targets, i)[c], 0);
    rowOf(head, c).set(direction);
    rowOf(head, c)[hidden] = thresholdFor(cosines, Math.max(wanted, minRowsOfLabel));
  }
  return head;
}

/** Returns the mean of each label minus the mean of all rows, scaled to unit length: [labels, hidden]. */
function labelDirections(vectors: Matrix, targets: Matrix): Matrix {
  const directions = zeros(targets.columns, vectors.columns);
  const counts = new Float64Array(targets.columns);
  const mean = new Float32Array(vectors.columns);
  for (let i = 0; i < vectors.rows; i++) {
    addScaled(mean, rowOf(vectors, i), 1 / vectors.rows);
    for (const [c, target] of rowOf(targets, i).entries()) {
      if (target === 0) continue;
      counts[c] += target;
      addScaled(rowOf(directions, c), rowOf(vectors, i), target);
    }
  }
  for (const [c, count] of counts.entries()) addScaled(rowOf(directions, c), mean, -count);
  scaleRowsToUnitLength(directions);
  return directions;
}

/** Finds m with sum_i sigmoid(s (cos_i - m)) = wanted, between -2 and 2, by bisection. */
function thresholdFor(cosines: Float64Array, wanted: number): number {
  let [low, high] = [-2, 2];
  for (let step = 0; step < searchSteps; step++) {
    const middle = (low + high) / 2;
    const sum = cosines.reduce((total, cosine) => total + sigmoid(headFactor * (cosine - middle)), 0);
    if (sum > wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Evaluates scores of independent labels: the loss is the sum over a row's labels, after calibration. */
export async function evaluateLabels(
  scores: Matrix,
  rows: readonly TuningRow[],
  classNames: readonly string[],
): Promise<{ readonly loss: number; readonly accuracy: number }> {
  const truths = targetsOf(rows, classNames);
  const evaluated = { logits: scores, truths };
  const losses = labelLosses(evaluated, await calibrateLabels(evaluated));
  let [correct, labeled] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const [row, truth] = [rowOf(scores, i), rowOf(truths, i)];
    if (Math.max(...truth) < 0.5) continue;
    labeled++;
    if (truth[row.indexOf(Math.max(...row))] >= 0.5) correct++;
  }
  const loss = losses.reduce((sum, each) => sum + each, 0) / rows.length;
  return { loss, accuracy: labeled === 0 ? 0 : correct / labeled };
}
