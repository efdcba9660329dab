import { rowOf, zeros } from "../math/matrix.ts";
import type { TokenIds } from "./token-batch.ts";
import type { LabeledBatch } from "./tuning-engine.ts";

/** A text to learn from, or to be judged by. */
export interface TuningRow {
  readonly ids: TokenIds;
  /** Its class, by name. */
  readonly label: string;
  /** How much it counts beside others; 1 unless given. */
  readonly weight?: number;
}

/**
 * Rows as the engine takes them. Weights are divided by their sum, so that the loss is a weighted mean.
 * @param smoothing the share of each target that is spread evenly over all classes.
 */
export function labeledBatch(
  rows: readonly TuningRow[],
  classNames: readonly string[],
  smoothing: number,
): LabeledBatch {
  const index = new Map(classNames.map((name, i) => [name, i]));
  const total = rows.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const targets = zeros(rows.length, classNames.length);
  targets.data.fill(smoothing / classNames.length);
  for (const [i, { label }] of rows.entries()) {
    const column = index.get(label);
    if (column === undefined)
      throw new Error(`A row is of class "${label}", which is not among the classes.`);
    rowOf(targets, i)[column] += 1 - smoothing;
  }
  const rowWeights = Float32Array.from(rows, ({ weight = 1 }) => weight / total);
  return { texts: rows.map(({ ids }) => ids), targets, rowWeights };
}
