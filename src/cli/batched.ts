/**
 * Groups items into batches and gathers the next batch while the last one is worked on. Holds two batches at most.
 * What goes wrong in reading is thrown when the batch it belongs to is due.
 */
export async function* batched<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    let next = take(iterator, size);
    for (;;) {
      const batch = await next;
      if (batch.length === 0) return;
      next = take(iterator, size);
      // Without a listener of its own, a failure before its turn would end the process.
      next.catch(() => {});
      yield batch;
    }
  } finally {
    await iterator.return?.();
  }
}

async function take<Item>(iterator: AsyncIterator<Item>, size: number): Promise<Item[]> {
  const batch: Item[] = [];
  while (batch.length < size) {
    const { done, value } = await iterator.next();
    if (done) break;
    batch.push(value);
  }
  return batch;
}
