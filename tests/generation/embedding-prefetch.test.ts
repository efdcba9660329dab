import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { withCache } from "../../src/encoder/embedding-cache.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { EmbeddingPrefetch } from "../../src/generation/embedding-prefetch.ts";
import { encoder, goodAnswer, write } from "./writers.ts";

/** An encoder that notes what it is given, and works until it is let go or stopped. */
function slowEncoder() {
  const given: string[][] = [];
  const waiting: (() => void)[] = [];
  const slow: Encoder = {
    ...encoder,
    async embed(texts, { signal } = {}) {
      given.push([...texts]);
      await new Promise<void>((resolve, reject) => {
        waiting.push(resolve);
        signal?.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
      });
      return encoder.embed(texts);
    },
  };
  const letGo = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  return { slow, given, letGo };
}

const textsOf = (start: number, count: number) =>
  Array.from({ length: count }, (_, i) => `text number ${start + i}`);

describe("prefetching embeddings", () => {
  it("begins with the first reply, as the piles will hold it, and takes sixteen at a time of what has come since", async () => {
    const { slow, given, letGo } = slowEncoder();
    const prefetch = new EmbeddingPrefetch(slow);
    const texts = textsOf(0, 27);
    for (let i = 0; i < 3; i++) prefetch.begin(texts.slice(9 * i, 9 * i + 9));
    for (const expected of [texts.slice(0, 9), texts.slice(9, 25), texts.slice(25)]) {
      expect(given.at(-1)).toEqual(expected);
      letGo();
      await setImmediate();
    }
    await prefetch.finish();
    expect(given).toHaveLength(3);
    prefetch.begin(["another"]);
    expect(given).toHaveLength(4);
  });

  it("embeds eleven hundred texts again together, so that a cache keeps them as a data set", async () => {
    const computed: string[] = [];
    const counting: Encoder = {
      ...encoder,
      embed(texts, options) {
        computed.push(...texts);
        return encoder.embed(texts, options);
      },
    };
    // A stream's memory that holds 100 texts.
    const cached = withCache(counting, { streamBytes: 100 * (4 * encoder.identity.dimensions + 400) });
    const prefetch = new EmbeddingPrefetch(cached);
    const texts = textsOf(0, 2_200);
    for (let i = 0; i < 4; i++) {
      prefetch.begin(texts.slice(550 * i, 550 * i + 550));
      await prefetch.finish();
    }
    const before = computed.length;
    await cached.embed(texts);
    expect(computed).toHaveLength(before);
  });

  it("cancels running work when it is stopped, and starts nothing more", async () => {
    const { slow, given } = slowEncoder();
    const prefetch = new EmbeddingPrefetch(slow);
    for (let i = 0; i < 3; i++) prefetch.begin(textsOf(2 * i, 2));
    await prefetch.stop();
    expect(given).toHaveLength(1);
  });

  it("that fails does not make the generation fail", async () => {
    const failing: Encoder = { ...encoder, embed: () => Promise.reject(new Error("out of memory")) };
    const prefetch = new EmbeddingPrefetch(failing);
    prefetch.begin(textsOf(0, 2));
    await expect(prefetch.finish()).resolves.toBeUndefined();
  });
});

it("piles are the same whether their texts were prefetched or not", async () => {
  const settings = { examplesPerClass: 48, examplesPerCall: 6, shareExamples: 0 };
  const ahead: number[] = [];
  const noting: Encoder = {
    ...encoder,
    embed(texts, options = {}) {
      // The piles themselves are looked at without a signal here.
      if (options.signal === undefined) return encoder.embed(texts, options);
      ahead.push(texts.length);
      return Promise.reject(new Error("not ahead"));
    },
  };
  const without = await write(goodAnswer, { settings, encoder: noting });
  expect(ahead.length).toBeGreaterThan(1);
  const { piles, outOfScope, dropped } = await write(goodAnswer, { settings });
  expect(without).toMatchObject({ piles, outOfScope, dropped });
});
