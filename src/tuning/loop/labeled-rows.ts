import type { Matrix } from "../../math/matrix.ts";
import { type SoftTarget, softTargets } from "./soft-targets.ts";
import type { TokenIds } from "./token-batch.ts";
import type { LabeledBatch } from "./tuning-engine.ts";

/** A tokenized example: a row of a training batch, or a held-out row. */
export interface TuningRow extends SoftTarget {
  readonly ids: TokenIds;
  /** The name of its class; with several labels per text, of the most probable one, and `target` has all probabilities. */
  readonly label: string;
  /** Weight in the loss, above 0. Default: 1. */
  readonly weight?: number;
}

/** Makes a batch for the engine. Weights are divided by their sum, so that the loss is a weighted mean. */
export function labeledBatch(rows: readonly TuningRow[], classNames: readonly string[]): LabeledBatch {
  const total = weightOf(rows);
  const targets = targetsOf(rows, classNames);
  const rowWeights = Float32Array.from(rows, ({ weight = 1 }) => weight / total);
  return { texts: rows.map(({ ids }) => ids), targets, rowWeights };
}

/** Returns the probability of each class that the rows teach: [rows, classes]. */
export function targetsOf(rows: readonly TuningRow[], classNames: readonly string[]): Matrix {
  return softTargets(rows, classNumbers(rows, classNames), classNames.length);
}

/** Returns the index of each row's class. */
export function classNumbers(rows: readonly TuningRow[], classNames: readonly string[]): Int32Array {
  const numbers = new Map(classNames.map((name, i) => [name, i]));
  return Int32Array.from(rows, ({ label }) => numbers.get(label)!);
}

/** Returns the sum of the weights. */
export function weightOf(rows: readonly TuningRow[]): number {
  return rows.reduce((sum, { weight = 1 }) => sum + weight, 0);
}

/**
 * Checks rows before tuning.
 * @throws RangeError if the class of a row is unknown, or if it has no tokens or too many
 */
export function checkRows(
  rows: readonly TuningRow[],
  classNames: readonly string[],
  maxTokens: number,
): void {
  const names = new Set(classNames);
  for (const { ids, label } of rows) {
    if (!names.has(label))
      throw new RangeError(`A row has the class "${label}", which is not one of the classes.`);
    if (ids.length < 1 || ids.length > maxTokens) {
      throw new RangeError(`A row has ${ids.length} tokens; the encoder takes 1 to ${maxTokens}.`);
    }
  }
}
