import type { Random } from "../../math/random.ts";

/**
 * Number of batches per pool. Texts are sorted by length inside a pool. If it is larger, batches need less padding and
 * are less random.
 */
const poolBatches = 8;

/** Returns the number of batches of an epoch, the smallest possible. */
export function batchCount(rows: number, batchRows: number): number {
  return Math.ceil(rows / batchRows);
}

/**
 * Draws the batches of an epoch, in random order. Every row is in one batch. Texts of similar length are in the same batch
 * to save padding; they are sorted only inside pools of a few batches, so that batches stay random.
 * @param lengths tokens of each row
 * @param batchRows maximum number of rows per batch; the sizes of batches differ by at most one
 * @returns row numbers of each batch
 */
export function epochBatches(lengths: readonly number[], batchRows: number, random: Random): number[][] {
  const order = random.shuffle(lengths.map((_, i) => i));
  const count = batchCount(order.length, batchRows);
  const startOf = (batch: number) => Math.floor((batch * order.length) / count);
  const batches: number[][] = [];
  for (let first = 0; first < count; first += poolBatches) {
    const end = Math.min(first + poolBatches, count);
    const pool = order.slice(startOf(first), startOf(end));
    pool.sort((a, b) => lengths[a] - lengths[b] || a - b);
    for (let batch = first; batch < end; batch++) {
      batches.push(pool.slice(startOf(batch) - startOf(first), startOf(batch + 1) - startOf(first)));
    }
  }
  return random.shuffle(batches);
}
