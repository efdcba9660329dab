export interface BatchLimits {
  /** Most rows a batch. */
  readonly rows: number;
  /** Most tokens a batch, padding counted; a row that is longer goes alone. */
  readonly tokens: number;
}

/**
 * Groups rows of like length, so that little is padded: shortest first, ties in the order given.
 * @returns the indices of each batch's rows; the last of a batch is its longest.
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
