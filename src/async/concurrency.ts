/**
 * Works on at most `limit` items at a time and keeps their order: result i is item i's.
 *
 * The first error stops the rest: no further item is begun, the signal that workers get fires, and once those under way
 * have ended the error is thrown. The caller's own signal reaches workers through the same one; what a worker throws
 * on it is thrown here.
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
