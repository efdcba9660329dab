import { describe, expect, it } from "vitest";
import { embedBeforehand } from "../../src/encoder/embed-beforehand.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";

describe("texts embedded beforehand", () => {
  it("have the encoder's vectors in any order and any number of times, each embedded once", async () => {
    const inner = createHashingEncoder();
    const embedded: string[] = [];
    const encoder: Encoder = {
      ...inner,
      embed: (texts) => {
        embedded.push(...texts);
        return inner.embed(texts);
      },
    };
    const known = await embedBeforehand(encoder, ["a cat", "a dog", "a cat", ""]);
    expect(known.identity).toEqual(inner.identity);
    for (const texts of [["a dog", "", "a cat"], ["a cat", "a cat"], []]) {
      expect(await known.embed(texts)).toEqual(await inner.embed(texts));
    }
    expect(embedded).toEqual(["a cat", "a dog", ""]);
  });

  it("are the only ones that can be embedded", async () => {
    const known = await embedBeforehand(createHashingEncoder(), ["a"]);
    await expect(known.embed(["b"])).rejects.toThrow(RangeError);
  });

  it("leave the encoder open when they are disposed of, and pass on a cancellation", async () => {
    let closed = 0;
    const encoder = { ...createHashingEncoder(), dispose: async () => void closed++ };
    await (await embedBeforehand(encoder, ["a"])).dispose();
    expect(closed).toBe(0);
    await expect(embedBeforehand(encoder, ["a"], { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
