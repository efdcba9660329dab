/** Maximum size of a batch. */
export interface BatchLimits {
  /** Maximum number of rows per batch. */
  readonly rows: number;
  /** Maximum number of tokens per batch, padding included. A longer row is a batch of its own. */
  readonly tokens: number;
}

/**
 * Groups rows of similar length into batches, so that there is little padding. Short rows come first; rows of equal length
 * keep their order.
 * @returns the row numbers of each batch; the last row of a batch is its longest
 */
export function planBatches(lengths: ArrayLike<number>, limits: BatchLimits): number[][] {
  const order = Array.from(lengths, (_, i) => i).sort((a, b) => lengths[a] - lengths[b]);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const i of order) {
    const rows = batch.length + 1;
    if (batch.length > 0 && (rows > limits.rows || rows * lengths[i] > limits.tokens)) {
      batches.push(batch);
      batch = [];
    }
    batch.push(i);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
