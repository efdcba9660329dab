/** A batch is not kept waiting for more once none came for so long. */
const pauseMilliseconds = 50;

/** What items weigh, and the weight at which a batch is full before it has all its items. */
interface BatchWeight<Item> {
  readonly of: (item: Item) => number;
  readonly maximum: number;
}

/**
 * Groups items into batches and gathers the next batch while the last one is worked on. Holds two batches at most.
 * A batch is full unless the items end, pause or fail.
 * What goes wrong in reading is thrown when the items before it have been handed on.
 */
export async function* batched<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  size: number,
  weight: BatchWeight<Item> = { of: () => 0, maximum: 1 },
): AsyncGenerator<Item[]> {
  const iterator = asAsync(items)[Symbol.asyncIterator]();
  const take = batchTaker(iterator, size, weight);
  try {
    let next = take();
    for (;;) {
      const batch = await next;
      if (batch.length === 0) return;
      next = take();
      // Without a listener of its own, a failure before its turn would end the process.
      next.catch(() => {});
      yield batch;
    }
  } finally {
    await iterator.return?.();
  }
}

function asAsync<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncIterable<Item> {
  return Symbol.asyncIterator in items ? items : each(items);
}

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

/** Takes batches one after the other; an empty one is the end. */
function batchTaker<Item>(
  iterator: AsyncIterator<Item>,
  size: number,
  weight: BatchWeight<Item>,
): () => Promise<Item[]> {
  // Asked for by a batch that a pause ended, and first of the next one.
  let waiting: Promise<IteratorResult<Item>> | undefined;
  // Thrown when the items before it have been handed on.
  let failure: { readonly error: unknown } | undefined;
  return async () => {
    if (failure !== undefined) throw failure.error;
    const batch: Item[] = [];
    let total = 0;
    while (batch.length < size && total < weight.maximum) {
      waiting ??= iterator.next();
      let found: IteratorResult<Item> | undefined;
      try {
        found = batch.length === 0 ? await waiting : await unlessPaused(waiting);
      } catch (error) {
        if (batch.length === 0) throw error;
        failure = { error };
        break;
      }
      if (found === undefined) break;
      waiting = undefined;
      if (found.done) break;
      batch.push(found.value);
      total += weight.of(found.value);
    }
    return batch;
  };
}

/** What a promise gives, or undefined where that takes longer than a pause. */
async function unlessPaused<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<undefined>((resolve) => {
    // A busy process is late for its timers: what has arrived by then is read before they count.
    timer = setTimeout(() => setImmediate(resolve, undefined), pauseMilliseconds);
  });
  try {
    return await Promise.race([promise, pause]);
  } finally {
    clearTimeout(timer);
  }
}
