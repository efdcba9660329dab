/**
 * Sends items in batches, some batches at the same time, and returns the results in the order of the items. No more items
 * are read than are on the way.
 * @param size number of items per batch
 * @param concurrency number of batches on the way
 */
export async function* batchesInOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  { size, concurrency }: { readonly size: number; readonly concurrency: number },
  send: (batch: readonly Item[]) => Promise<readonly Result[]>,
): AsyncGenerator<{ readonly item: Item; readonly result: Result }, void, undefined> {
  const onTheWay: { readonly batch: readonly Item[]; readonly results: Promise<readonly Result[]> }[] = [];
  let batch: Item[] = [];
  const start = () => {
    const results = send(batch);
    // It is awaited later. Without this handler, an early failure would end the process.
    results.catch(() => {});
    onTheWay.push({ batch, results });
    batch = [];
  };
  async function* take(maximum: number) {
    while (onTheWay.length > maximum) {
      const { batch: sent, results } = onTheWay.shift()!;
      const found = await results;
      for (const [i, item] of sent.entries()) yield { item, result: found[i] };
    }
  }
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    start();
    yield* take(concurrency - 1);
  }
  if (batch.length > 0) start();
  yield* take(0);
}
