import type { LabeledVectors } from "../head/labeled-vectors.ts";
import type { LinearHead } from "../head/linear-head.ts";
import { type Matrix, rowOf } from "../math/matrix.ts";
import { addScaled, dot } from "../math/vector.ts";

/** Rows a class up to which they are taken as a user's corrections, to be answered right one by one. */
const mostRowsOfClass = 3;
const mostCorrections = 200;
const rounds = 3;
/** By how much, in log odds, a corrected row should lead. */
const lead = 0.2;

/**
 * Where a class has but a few rows, sees to it that each is answered with its class: its vector is added to the
 * class's weights until it leads, as a perceptron would (Rosenblatt 1958), and texts at the center notice nothing.
 */
export function holdCorrections(
  head: LinearHead,
  rows: LabeledVectors,
  counts: Float64Array,
  means: Matrix,
): LinearHead {
  // Copies of one text with several labels cannot all be answered as labeled.
  const few = [...rows.labels.keys()].filter(
    (i) => counts[rows.labels[i]] <= mostRowsOfClass && (rows.weights?.[i] ?? 1) === 1,
  );
  const areCorrections =
    rows.labels.length <= mostRowsOfClass * counts.length && few.length <= mostCorrections;
  if (few.length === 0 || !areCorrections) return head;
  const held = { weights: { ...head.weights, data: head.weights.data.slice() }, bias: head.bias.slice() };
  const center = meanOfRows(means);
  for (let round = 0; round < rounds; round++) {
    const moved = few.map((i) => holdRow(held, rowOf(rows.vectors, i), rows.labels[i], center));
    if (!moved.includes(true)) break;
  }
  return held;
}

function holdRow(
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
  addScaled(row, vector, step);
  bias[label] -= step * fromCenter;
  return true;
}

function meanOfRows(matrix: Matrix): Float64Array {
  const mean = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.data.length; i++) mean[i % matrix.columns] += matrix.data[i] / matrix.rows;
  return mean;
}
