import type { LabeledVectors } from "../head/labeled-vectors.ts";
import { normalizeRows } from "../head/projection.ts";
import { rowOf, zeros } from "../math/matrix.ts";
import type { TextGroups } from "../task/text-groups.ts";

/** Rows whose texts differ, made of rows some of whose texts are nearly the same. */
export interface MergedRows {
  /** One row per group of texts and label, with its weight and group. */
  readonly rows: LabeledVectors;
  /** The numbers of the rows that each was made of. */
  readonly members: readonly (readonly number[])[];
}

/**
 * Makes one row of all rows that share a label and have nearly the same text, so that a text counts once however often
 * it occurs. Its vector is their mean, made unit.
 *
 * A text whose copies have several labels gives one row per label. Each counts by its share of the copies. Texts that
 * are nearly the same but no copies, and differ in their labels, count fully.
 *
 * @param votes how much each row counts among the copies of its text
 */
export function mergeNearDuplicates(
  rows: LabeledVectors,
  texts: TextGroups,
  votes: ArrayLike<number>,
): MergedRows {
  const { labels } = rows;
  const members = new Map<string, number[]>();
  for (const [i, label] of labels.entries()) {
    const key = `${texts.groups[i]} ${label}`;
    const found = members.get(key);
    if (found === undefined) members.set(key, [i]);
    else found.push(i);
  }
  const merged = [...members.values()];
  if (new Set(texts.groups).size === labels.length) return { rows, members: merged };
  const shares = sharesOfCopies(labels, texts.copies, votes);
  return {
    rows: {
      vectors: meanVectors(rows, merged),
      labels: Int32Array.from(merged, ([first]) => labels[first]),
      weights: Float64Array.from(merged, (some) => some.reduce((most, i) => Math.max(most, shares[i]), 0)),
      groups: Int32Array.from(merged, ([first]) => texts.groups[first]),
    },
    members: merged,
  };
}

/** For each row, the share of its label among the copies of its text. */
function sharesOfCopies(labels: Int32Array, copies: Int32Array, votes: ArrayLike<number>): Float64Array {
  const totals = new Map<string | number, number>();
  const add = (key: string | number, vote: number) => totals.set(key, (totals.get(key) ?? 0) + vote);
  for (const [i, copy] of copies.entries()) {
    add(copy, votes[i]);
    add(`${copy} ${labels[i]}`, votes[i]);
  }
  return Float64Array.from(copies, (copy, i) => totals.get(`${copy} ${labels[i]}`)! / totals.get(copy)!);
}

function meanVectors({ vectors }: LabeledVectors, members: readonly (readonly number[])[]) {
  const means = zeros(members.length, vectors.columns);
  for (const [m, some] of members.entries()) {
    const mean = rowOf(means, m);
    for (const i of some) {
      const row = rowOf(vectors, i);
      for (let j = 0; j < row.length; j++) mean[j] += row[j] / some.length;
    }
  }
  const units = normalizeRows(means);
  // A row that stands alone keeps its vector to the bit.
  for (const [m, some] of members.entries())
    if (some.length === 1) rowOf(units, m).set(rowOf(vectors, some[0]));
  return units;
}
