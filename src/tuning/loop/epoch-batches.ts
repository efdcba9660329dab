import type { Random } from "../../math/random.ts";

/** Batches among whose texts those of like length are put together. */
const poolBatches = 8;

/** Batches of an epoch: as few as there can be. */
export function batchCount(rows: number, batchRows: number): number {
  return Math.ceil(rows / batchRows);
}

/**
 * One epoch's batches of row indices, in random order: every row once, and texts of like length together, so that little
 * is padded. Rows are drawn in pools of a few batches and sorted only inside a pool, so that batches stay mixed.
 * @param batchRows rows of a batch at most; the batches are as even as can be, for each of them is one step.
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
