import type { LabeledVectors } from "../head/labeled-vectors.ts";
import { normalizeRows } from "../head/projection.ts";
import { rowOf, zeros } from "../math/matrix.ts";
import type { TextGroups } from "../task/text-groups.ts";

/** Rows after near duplicates were merged. */
export interface MergedRows {
  /** One row per group of texts and label, with its weight and group. */
  readonly rows: LabeledVectors;
  /** For each merged row, the numbers of the original rows. */
  readonly members: readonly (readonly number[])[];
}

/**
 * Merges rows that have the same label and equal or nearly equal texts into one row, so that a text counts once however
 * often it occurs. The vector of a merged row is the mean of theirs, scaled to unit length.
 *
 * A text whose copies have several labels gives one row per label, weighted by its share of the copies. Texts with
 * different labels that are nearly equal, but not copies, keep their full weight.
 *
 * @param votes weight of each row among the copies of its text
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

/** Returns, for each row, the share of its label among the copies of its text. */
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
  // A row that was not merged keeps its vector bit for bit.
  for (const [m, some] of members.entries())
    if (some.length === 1) rowOf(units, m).set(rowOf(vectors, some[0]));
  return units;
}
