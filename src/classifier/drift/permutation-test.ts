import { type Matrix, rowOf, zeros } from "../../math/matrix.ts";
import type { Random } from "../../math/random.ts";

/**
 * Number of random relabelings. More: p-values are finer, and the test takes longer. The smallest possible p-value of five
 * statistics together is about 5 / 1000.
 * @internal Exported for tests.
 */
export const relabelings = 999;

/**
 * Draws relabelings of texts: who belongs to the stream is exchanged at random within each stratum.
 * @param isStream whether each text is of the stream
 * @param strata number of the stratum of each text
 * @returns [relabelings + 1, texts], 1 for the stream, 0 for the reference. The first row is the true labeling.
 */
export function drawRelabelings(isStream: readonly boolean[], strata: Int32Array, random: Random): Matrix {
  const members = new Map<number, number[]>();
  for (const [i, stratum] of strata.entries()) members.set(stratum, [...(members.get(stratum) ?? []), i]);
  const labels = zeros(relabelings + 1, isStream.length);
  for (const [i, value] of isStream.entries()) labels.data[i] = value ? 1 : 0;
  for (let draw = 1; draw <= relabelings; draw++) {
    const row = rowOf(labels, draw);
    for (const some of members.values()) {
      const stream = some.filter((i) => isStream[i]).length;
      if (stream === 0) continue;
      for (const i of stream === some.length ? some : random.sampleWithoutReplacement(some, stream))
        row[i] = 1;
    }
  }
  return labels;
}

/** P-values of several statistics and of all of them together. */
export interface JointPValues {
  /** Of each statistic, corrected for the number of statistics. */
  readonly adjusted: readonly number[];
  readonly overall: number;
}

/**
 * Computes p-values of statistics from their values under relabelings, the true labeling first; larger values are stranger.
 * The smallest p-value is compared with the smallest ones of the relabelings, so that all statistics together raise a
 * false alarm with the wanted probability (Westfall and Young, "Resampling-Based Multiple Testing", 1993, single-step
 * min P).
 */
export function jointPValues(statistics: readonly Float64Array[]): JointPValues {
  const single = statistics.map(ranks);
  const draws = single[0].length;
  const smallest = Float64Array.from({ length: draws }, (_, draw) => Math.min(...single.map((p) => p[draw])));
  const jointly = (p: number) => smallest.filter((each) => each <= p).length / draws;
  return { adjusted: single.map((p) => jointly(p[0])), overall: jointly(smallest[0]) };
}

/** Returns for each value the share of the values that are at least as large. Equal values get equal shares. */
function ranks(values: Float64Array): Float64Array {
  const order = [...values.keys()].sort((a, b) => values[b] - values[a]);
  const shares = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let place = start; place < end; place++) shares[order[place]] = end / order.length;
    start = end;
  }
  return shares;
}
