import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batched } from "../../src/async/batched.ts";

describe("batched", () => {
  it("keeps every item in its order, in batches that are full except the last", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 7 }), async (items, size) => {
        const batches = await collect(batched(from(items), size));
        expect(batches.flat()).toEqual(items);
        expect(batches.slice(0, -1).every((batch) => batch.length === size)).toBe(true);
        expect(batches.every((batch) => batch.length > 0)).toBe(true);
      }),
    );
  });

  it("ends a batch with the item that makes it heavy enough", async () => {
    const weight = { of: (item: number) => item, maximum: 10 };
    expect(await collect(batched(from([1, 12, 3, 4, 5, 6, 7, 100, 1]), 3, weight))).toEqual([
      [1, 12],
      [3, 4, 5],
      [6, 7],
      [100],
      [1],
    ]);
  });

  it("reads one batch ahead and no further", async () => {
    let read = 0;
    async function* rows() {
      for (; read < 100; read++) yield read;
    }
    const batches = batched(rows(), 10);
    await batches.next();
    await setImmediate();
    expect(read).toBeGreaterThanOrEqual(19);
    expect(read).toBeLessThanOrEqual(20);
    await batches.return(undefined);
  });

  it("hands on what there is once the items pause, and loses none that come later", async () => {
    let sendLast = () => {};
    const last = new Promise<void>((resolve) => {
      sendLast = resolve;
    });
    async function* rows() {
      yield* [1, 2, 3];
      await last;
      yield 4;
    }
    const batches = batched(rows(), 2);
    expect((await batches.next()).value).toEqual([1, 2]);
    expect((await batches.next()).value).toEqual([3]);
    sendLast();
    expect((await batches.next()).value).toEqual([4]);
    expect((await batches.next()).done).toBe(true);
  });

  it("throws an error of reading after all items before it", async () => {
    async function* rows() {
      yield* [1, 2, 3];
      throw new Error("line 4");
    }
    const batches = batched(rows(), 2);
    expect((await batches.next()).value).toEqual([1, 2]);
    expect((await batches.next()).value).toEqual([3]);
    await expect(batches.next()).rejects.toThrow("line 4");
  });

  it("closes the source when its reader stops early", async () => {
    let isClosed = false;
    async function* rows() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        isClosed = true;
      }
    }
    for await (const batch of batched(rows(), 3)) if (batch[0] === 3) break;
    expect(isClosed).toBe(true);
  });
});

async function* from<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
