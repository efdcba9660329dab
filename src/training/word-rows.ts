import type { LabeledVectors } from "../head/labeled-vectors.ts";
import { classCounts } from "../math/class-counts.ts";
import { zeros } from "../math/matrix.ts";
import type { Example } from "../task/task.ts";
import type { TextGroups } from "../task/text-groups.ts";
import { calibrationWeight } from "./calibration-row-weights.ts";
import { takeGroups } from "./embedded-examples.ts";
import { mergeNearDuplicates } from "./merge-near-duplicates.ts";
import { product } from "./row-weights.ts";

/** The texts of rows. */
export interface RowsOfWords {
  /** Text of each row. */
  readonly texts: readonly string[];
  /** Class number of each row. */
  readonly labels: Int32Array;
  /** Group of each row, also if each is alone. */
  readonly groups: Int32Array;
  /** How much each row counts among the rows of its class. */
  readonly shares: Float64Array;
}

/** Makes rows of some examples, one per group of nearly equal texts and label, as for the rows with vectors. */
export function rowsOfWords(
  examples: readonly Example[],
  some: Int32Array,
  labels: Int32Array,
  groups: TextGroups,
): RowsOfWords {
  const weights = Float64Array.from(some, (i) => calibrationWeight(examples[i]));
  const given = { vectors: zeros(some.length, 0), labels: some.map((i) => labels[i]) };
  const own = takeGroups(groups, some);
  const { rows, members } = mergeNearDuplicates(given, own, weights);
  const calibration = Float64Array.from(members, (each) => Math.max(...each.map((k) => weights[k])));
  return {
    texts: members.map((each) => each.map((k) => examples[some[k]].text).sort()[0]),
    labels: rows.labels,
    groups: Int32Array.from(members, ([first]) => own.groups[first]),
    shares: rows.weights ? product(rows.weights, calibration) : calibration,
  };
}

/** Rows from which the word model learns, those with vectors first. */
export interface WeightedRows {
  readonly texts: readonly string[];
  readonly labels: Int32Array;
  readonly groups?: Int32Array;
  readonly weights: Float64Array;
}

/** The rows with vectors. */
export interface RowsWithVectors extends RowsOfWords {
  /** Their groups are absent if each is alone. */
  readonly rows: LabeledVectors;
  /** Weight of each row, see rowWeights. */
  readonly weights: Float64Array;
}

/**
 * Adds rows without vectors to the rows with vectors. Each class keeps its share of the total weight, and the mean weight
 * of a row stays the same.
 * @param classes number of classes
 */
export function withRowsOfWords(
  { texts, labels, groups, shares, rows, weights }: RowsWithVectors,
  others: RowsOfWords,
  classes: number,
): WeightedRows {
  if (others.labels.length === 0) return { texts, labels, groups: rows.groups, weights };
  const own = classCounts(labels, classes, shares);
  const added = classCounts(others.labels, classes, others.shares);
  const total = classCounts(labels, classes, weights);
  const growth = 1 + others.labels.length / labels.length;
  // The weight of a row that counts fully: that of its class, divided among all rows of the class.
  const ofFullRow = total.map((sum, c) => (growth * sum) / (own[c] + added[c]));
  return {
    texts: [...texts, ...others.texts],
    labels: joined(labels, others.labels),
    groups: joined(groups, others.groups),
    weights: Float64Array.from([
      ...shares.map((share, i) => share * ofFullRow[labels[i]]),
      ...others.shares.map((share, i) => share * ofFullRow[others.labels[i]]),
    ]),
  };
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
