import type { LabeledVectors } from "../head/labeled-vectors.ts";
import type { LinearHead } from "../head/linear-head.ts";
import { type Matrix, rowOf } from "../math/matrix.ts";
import { dot } from "../math/vector.ts";

/**
 * Up to this number of rows per class, rows are taken as a user's corrections, each of which must be classified as
 * labeled. If it is larger, single rows of ordinary data have more influence.
 */
const maxRowsPerClass = 3;
/** Maximum number of corrections; above it rows are ordinary data. A larger number takes more time. */
const maxCorrections = 200;
/** Passes over the corrections. More passes resolve more corrections that compete with each other. */
const rounds = 3;
/** Lead, in nats, that a corrected row's class should have. If it is larger, corrections change other answers more. */
const lead = 0.2;

/**
 * Changes a head so that corrections are classified as labeled: the rows of classes that have very few. The vector of
 * such a row is added to the weights of its class until the class leads (perceptron: Rosenblatt 1958). The bias is
 * changed too, so that the scores of a text at the center of the class means stay the same.
 * @param counts number of rows of each class: [classes]
 * @param means class means: [classes, dimensions]
 * @returns a new head, or the given one if there are no corrections
 */
export function enforceCorrections(
  head: LinearHead,
  rows: LabeledVectors,
  counts: Float64Array,
  means: Matrix,
): LinearHead {
  // Copies of one text with several labels cannot all be classified as labeled.
  const few = [...rows.labels.keys()].filter(
    (i) => counts[rows.labels[i]] <= maxRowsPerClass && (rows.weights?.[i] ?? 1) === 1,
  );
  const areCorrections =
    rows.labels.length <= maxRowsPerClass * counts.length && few.length <= maxCorrections;
  if (few.length === 0 || !areCorrections) return head;
  const adjusted = { weights: { ...head.weights, data: head.weights.data.slice() }, bias: head.bias.slice() };
  const center = meanOfRows(means);
  for (let round = 0; round < rounds; round++) {
    const moved = few.map((i) => enforceRow(adjusted, rowOf(rows.vectors, i), rows.labels[i], center));
    if (!moved.includes(true)) break;
  }
  return adjusted;
}

/** Returns whether the head was changed. */
function enforceRow(
  { weights, bias }: LinearHead,
  vector: Float32Array,
  label: number,
  center: Float64Array,
): boolean {
  let rival = Number.NEGATIVE_INFINITY;
  let own = 0;
  for (let c = 0; c < weights.rows; c++) {
    const score = dot(rowOf(weights, c), vector) + bias[c];
    if (c === label) own = score;
    else if (score > rival) rival = score;
  }
  const gap = rival - own + lead;
  if (gap <= 1e-6) return false;
  const fromCenter = dot(vector, center);
  const step = gap / Math.max(1 - fromCenter, 0.2);
  const row = rowOf(weights, label);
  for (let j = 0; j < row.length; j++) row[j] += step * vector[j];
  bias[label] -= step * fromCenter;
  return true;
}

function meanOfRows(matrix: Matrix): Float64Array {
  const mean = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.data.length; i++) mean[i % matrix.columns] += matrix.data[i] / matrix.rows;
  return mean;
}
