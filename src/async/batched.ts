/** A batch is passed on if no further item arrives for this time. Larger: answers come later if the source pauses. */
const pauseMilliseconds = 50;

/** The weight of an item, and the weight at which a batch is full. */
interface BatchWeight<Item> {
  readonly of: (item: Item) => number;
  readonly maximum: number;
}

/**
 * Groups items into batches, and reads the next batch while the caller works on the last one. At most two batches are in
 * memory. A batch is smaller than `size` only if the items end, pause or fail, or if it has the maximum weight.
 * @throws an error of `items`, after all items before it were returned
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
      // Without this handler, a rejection before the next await would end the process.
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

/** Returns a function that reads the next batch. An empty batch is the end. */
function batchTaker<Item>(
  iterator: AsyncIterator<Item>,
  size: number,
  weight: BatchWeight<Item>,
): () => Promise<Item[]> {
  // An item that did not arrive before the pause ended. It becomes the first of the next batch.
  let waiting: Promise<IteratorResult<Item>> | undefined;
  // Thrown after the items before it were returned.
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

/** Returns the value of a promise, or undefined if it takes longer than a pause. */
async function unlessPaused<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<undefined>((resolve) => {
    // Timers of a busy process are late. Items that have arrived by then are read first.
    timer = setTimeout(() => setImmediate(resolve, undefined), pauseMilliseconds);
  });
  try {
    return await Promise.race([promise, pause]);
  } finally {
    clearTimeout(timer);
  }
}
