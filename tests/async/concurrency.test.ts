import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapConcurrent } from "../../src/async/concurrency.ts";

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

describe("mapConcurrent", () => {
  it("returns results in the order of the items, and never exceeds the limit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 8 }), async (items, limit) => {
        let working = 0;
        let most = 0;
        const results = await mapConcurrent(items, limit, async (item, index) => {
          most = Math.max(most, ++working);
          await turns(item);
          working--;
          return `${index}:${item}`;
        });
        expect(results).toEqual(items.map((item, index) => `${index}:${item}`));
        expect(most).toBe(Math.min(limit, items.length));
      }),
    );
  });

  it("throws the first error, begins no further item, and aborts the signal of the calls in progress", async () => {
    const begun: number[] = [];
    const stopped: number[] = [];
    const work = mapConcurrent([0, 1, 2, 3, 4, 5], 3, async (item, _index, signal) => {
      begun.push(item);
      signal.addEventListener("abort", () => stopped.push(item));
      await turns(item === 1 ? 2 : 50);
      if (item === 1) throw new Error("first");
      signal.throwIfAborted();
    });
    await expect(work).rejects.toThrow("first");
    expect(begun).toEqual([0, 1, 2]);
    expect(stopped).toContain(0);
    expect(stopped).toContain(2);
  });

  it("ends only after all calls in progress have ended", async () => {
    let ended = false;
    const work = mapConcurrent([0, 1], 2, async (item) => {
      if (item === 0) throw new Error("early");
      await turns(100);
      ended = true;
    });
    await expect(work).rejects.toThrow("early");
    expect(ended).toBe(true);
  });

  it("passes the caller's signal on", async () => {
    const controller = new AbortController();
    const work = mapConcurrent(
      [0, 1, 2],
      1,
      async (item, _index, signal) => {
        signal.throwIfAborted();
        if (item === 1) controller.abort(new Error("enough"));
      },
      controller.signal,
    );
    await expect(work).rejects.toThrow("enough");
  });
});
