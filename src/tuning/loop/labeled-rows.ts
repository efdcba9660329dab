import { rowOf, zeros } from "../../math/matrix.ts";
import type { TokenIds } from "./token-batch.ts";
import type { LabeledBatch } from "./tuning-engine.ts";

/** A text to learn from, or to be judged by. */
export interface TuningRow {
  readonly ids: TokenIds;
  /** Its class, by name. */
  readonly label: string;
  /** How much it counts beside others, more than 0; 1 unless given. */
  readonly weight?: number;
}

/** Rows as the engine takes them. Weights are divided by their sum, so that the loss is a weighted mean. */
export function labeledBatch(rows: readonly TuningRow[], classNames: readonly string[]): LabeledBatch {
  const total = weightOf(rows);
  const targets = zeros(rows.length, classNames.length);
  for (const [i, number] of classNumbers(rows, classNames).entries()) rowOf(targets, i)[number] = 1;
  const rowWeights = Float32Array.from(rows, ({ weight = 1 }) => weight / total);
  return { texts: rows.map(({ ids }) => ids), targets, rowWeights };
}

/** The number of each row's class among the names. */
export function classNumbers(rows: readonly TuningRow[], classNames: readonly string[]): Int32Array {
  const numbers = new Map(classNames.map((name, i) => [name, i]));
  return Int32Array.from(rows, ({ label }) => numbers.get(label)!);
}

/** How much rows count together. */
export function weightOf(rows: readonly TuningRow[]): number {
  return rows.reduce((sum, { weight = 1 }) => sum + weight, 0);
}

/**
 * Looks through rows before work begins with them.
 * @throws RangeError where one is of a class that is not among the names, or has no tokens or too many.
 */
export function checkRows(
  rows: readonly TuningRow[],
  classNames: readonly string[],
  maxTokens: number,
): void {
  const names = new Set(classNames);
  for (const { ids, label } of rows) {
    if (!names.has(label))
      throw new RangeError(`A row is of class "${label}", which is not among the classes.`);
    if (ids.length < 1 || ids.length > maxTokens) {
      throw new RangeError(`A row has ${ids.length} tokens, where the encoder takes 1 to ${maxTokens}.`);
    }
  }
}
