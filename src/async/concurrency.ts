/**
 * Calls a function for each item, for at most `limit` items at a time. The results are in the order of the items.
 *
 * The first error stops the work: no further item is begun, and the signal that the function gets is aborted. The error is
 * thrown once the calls in progress have ended. The caller's own signal is passed on through the same signal.
 * @example await mapConcurrent([1, 2, 3], 2, async (number) => 2 * number); // [2, 4, 6]
 */
export async function mapConcurrent<Item, Result>(
  items: readonly Item[],
  limit: number,
  worker: (item: Item, index: number, signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const failure = new AbortController();
  const stop = signal === undefined ? failure.signal : AbortSignal.any([signal, failure.signal]);
  const queue = items.entries();
  const workThroughQueue = async () => {
    for (const [index, item] of queue) {
      if (failure.signal.aborted) return;
      results[index] = await worker(item, index, stop);
    }
  };
  const lanes = Array.from({ length: Math.min(limit, items.length) }, () =>
    workThroughQueue().catch((error: unknown) => {
      failure.abort(error);
    }),
  );
  await Promise.all(lanes);
  // Aborting again changes nothing, so the reason is the first error.
  failure.signal.throwIfAborted();
  return results;
}
