import { type CostOf, compareLabels } from "./confusion.ts";
import { type EvaluatedRow, isCorrect } from "./evaluated-row.ts";
import { logLossOf } from "./probability-scores.ts";

/**
 * Rows as columns of numbers, so that figures can be computed for thousands of resamples. A column is absent if some row
 * lacks its value.
 */
export interface RowColumns {
  /** Number of rows. */
  readonly rows: number;
  /** Every label that is a truth or a prediction, ordered by name, null last. */
  readonly labels: readonly (string | null)[];
  /** Numbers of labels. */
  readonly truth: Int32Array;
  readonly prediction: Int32Array;
  /** 1 if the row is classified correctly, else 0. */
  readonly correct: Uint8Array;
  readonly cost?: Float64Array;
  readonly probability?: Float64Array;
  /** In nats; NaN if the truth is not a known class. */
  readonly logLoss?: Float64Array;
  /** NaN as `logLoss`. */
  readonly squaredError?: Float64Array;
  /** Rank of the true class by probability, from 1; 0 if the truth is null; infinite if it is not among the classes. */
  readonly rank?: Float64Array;
}

/** @param costOf default: no costs */
export function rowColumns(rows: readonly EvaluatedRow[], costOf?: CostOf): RowColumns {
  const labels = [...new Set(rows.flatMap(({ truth, prediction }) => [truth, prediction]))].sort(
    compareLabels,
  );
  const numbers = new Map(labels.map((label, i) => [label, i]));
  const isScored = rows.some(({ truth, scored }) => truth !== null && scored?.ofTruth !== undefined);
  const isComplete = isScored && rows.every(({ truth, scored }) => truth === null || scored?.isComplete);
  const isRanked =
    rows.some(({ truth }) => truth !== null) &&
    rows.every(({ truth, scored }) => truth === null || scored !== undefined);
  const column = (value: (row: EvaluatedRow) => number) => Float64Array.from(rows, value);
  return {
    rows: rows.length,
    labels,
    truth: Int32Array.from(rows, ({ truth }) => numbers.get(truth)!),
    prediction: Int32Array.from(rows, ({ prediction }) => numbers.get(prediction)!),
    correct: Uint8Array.from(rows, (row) => (isCorrect(row) ? 1 : 0)),
    ...(costOf && { cost: column(({ truth, prediction }) => costOf(truth, prediction)) }),
    ...(rows.every(({ probability }) => probability !== undefined) && {
      probability: column(({ probability }) => probability!),
    }),
    ...(isComplete && {
      logLoss: column(({ scored }) => logLossOf(scored?.ofTruth ?? Number.NaN)),
      squaredError: column(({ scored }) => scored?.squaredError ?? Number.NaN),
    }),
    ...(isRanked && {
      rank: column(({ truth, scored }) => (truth === null ? 0 : (scored?.rank ?? Number.POSITIVE_INFINITY))),
    }),
  };
}

/** Group number of each row, from 0, without gaps. */
export interface RowGroups {
  readonly ofRow: Int32Array;
  readonly count: number;
}

/** @param groups group of each row; a row without one is a group of its own */
export function rowGroups(groups: readonly (number | undefined)[]): RowGroups {
  const numbers = new Map<number, number>();
  let count = 0;
  const ofRow = Int32Array.from(groups, (group) => {
    if (group === undefined) return count++;
    const known = numbers.get(group) ?? count++;
    numbers.set(group, known);
    return known;
  });
  return { ofRow, count };
}
