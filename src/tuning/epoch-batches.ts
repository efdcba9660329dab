import type { Random } from "../math/random.ts";

/** Batches among whose texts those of like length are put together. */
const poolBatches = 8;

/**
 * One epoch's batches of row indices, in random order: every row once, and texts of like length together, so that little
 * is padded. Rows are drawn in pools of a few batches and sorted only inside a pool, so that batches stay mixed.
 */
export function epochBatches(lengths: readonly number[], batchRows: number, random: Random): number[][] {
  const order = random.shuffle(lengths.map((_, i) => i));
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += poolBatches * batchRows) {
    const pool = order.slice(start, start + poolBatches * batchRows);
    pool.sort((a, b) => lengths[a] - lengths[b] || a - b);
    for (let i = 0; i < pool.length; i += batchRows) batches.push(pool.slice(i, i + batchRows));
  }
  return random.shuffle(batches);
}
