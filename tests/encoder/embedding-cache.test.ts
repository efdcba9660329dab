import { appendFile, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withCache } from "../../src/encoder/embedding-cache.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { InputError } from "../../src/errors.ts";
import { describeEncoder } from "./contract.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describeEncoder("a cached encoder", async () => withCache(createHashingEncoder()));

const bytesOfVector = 4 * 256;
/** In memory a vector takes more than its numbers. */
const bytesInMemory = bytesOfVector + 400;

/** A hashing encoder that records the texts that it embeds. */
function recordingEncoder(): Encoder & { readonly embedded: string[] } {
  const inner = createHashingEncoder();
  const embedded: string[] = [];
  return {
    identity: inner.identity,
    embedded,
    embed(texts, options) {
      embedded.push(...texts);
      return inner.embed(texts, options);
    },
    dispose: () => inner.dispose(),
  };
}

describe("withCache", () => {
  it("embeds each text once, within a call and across calls, with the vectors of the encoder", async () => {
    const encoder = recordingEncoder();
    const cached = withCache(encoder);
    const first = await cached.embed(["a", "b", "a"]);
    const second = await cached.embed(["c", "b", "", ""]);
    expect(encoder.embedded).toEqual(["a", "b", "c", ""]);
    expect(first).toEqual(await createHashingEncoder().embed(["a", "b", "a"]));
    expect(second).toEqual(await createHashingEncoder().embed(["c", "b", "", ""]));
  });

  it("does not change when the caller changes a result", async () => {
    const cached = withCache(createHashingEncoder());
    (await cached.embed(["a"])).data.fill(7);
    expect(await cached.embed(["a"])).toEqual(await createHashingEncoder().embed(["a"]));
  });

  it("drops the least recently used texts when memory is full", async () => {
    const encoder = recordingEncoder();
    const cached = withCache(encoder, { streamBytes: 2 * bytesInMemory });
    await cached.embed(["a", "b"]);
    await cached.embed(["a"]);
    await cached.embed(["c"]);
    await cached.embed(["a"]);
    await cached.embed(["b"]);
    expect(encoder.embedded).toEqual(["a", "b", "c", "b"]);
  });

  it("keeps a whole data set during a stream of other texts, which has a separate small memory", async () => {
    const encoder = recordingEncoder();
    const cached = withCache(encoder, { streamBytes: 2 * bytesInMemory });
    const dataSet = Array.from({ length: 1025 }, (_, i) => `row ${i}`);
    await cached.embed(dataSet);
    for (const text of ["a", "b", "c", "d"]) await cached.embed([text]);
    await cached.embed([...dataSet, "d", "a"]);
    expect(encoder.embedded).toEqual([...dataSet, "a", "b", "c", "d", "a"]);
  });

  it("counts cached texts as done", async () => {
    const cached = withCache(createHashingEncoder());
    await cached.embed(["a", "b"]);
    const events: unknown[] = [];
    await cached.embed(["a", "c", "b"], { onProgress: (event) => events.push(event) });
    expect(events).toEqual([{ stage: "embed", done: 3, total: 3, unit: "texts" }]);
  });

  it("passes on the identity of the encoder, and dispose()", async () => {
    const encoder = recordingEncoder();
    let disposed = 0;
    const cached = withCache({ ...encoder, dispose: async () => void disposed++ });
    expect(cached.identity).toBe(encoder.identity);
    await cached.dispose();
    expect(disposed).toBe(1);
  });
});

describe("a cache in a folder", () => {
  const texts = ["one", "two", "three", "four"];

  it("has the texts of an earlier run", async () => {
    const folder = join(await temporaryFolder(), "new", "folder");
    await withCache(createHashingEncoder(), { folder }).embed(texts);
    const encoder = recordingEncoder();
    const again = await withCache(encoder, { folder }).embed([...texts, "five"]);
    expect(encoder.embedded).toEqual(["five"]);
    expect(again).toEqual(await createHashingEncoder().embed([...texts, "five"]));
  });

  it("embeds nothing twice that was embedded before a run ended in the middle", async () => {
    const folder = await temporaryFolder();
    const many = Array.from({ length: 9000 }, (_, i) => `row ${i}`);
    const inner = createHashingEncoder();
    let calls = 0;
    const failing: Encoder = {
      ...inner,
      embed: (some, options) => {
        if (++calls === 3) throw new Error("killed");
        return inner.embed(some, options);
      },
    };
    await expect(withCache(failing, { folder }).embed(many)).rejects.toThrow("killed");
    const encoder = recordingEncoder();
    const vectors = await withCache(encoder, { folder }).embed(many);
    expect(encoder.embedded).toEqual(many.slice(2 * 4096));
    expect(vectors).toEqual(await inner.embed(many));
  });

  it("keeps different encoders apart", async () => {
    const folder = await temporaryFolder();
    await withCache(createHashingEncoder(64), { folder }).embed(texts);
    const encoder = recordingEncoder();
    await withCache(encoder, { folder }).embed(texts);
    expect(encoder.embedded).toEqual(texts);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it.each([
    [
      "cut off inside the last record",
      async (file: string) => truncate(file, 3 * recordBytes + 100),
      ["four"],
    ],
    ["cut off inside the first record", async (file: string) => truncate(file, 9), texts],
    ["with half a record behind the last", async (file: string) => appendFile(file, Buffer.alloc(50, 7)), []],
    ["with a flipped bit in the second record", (file: string) => flipBit(file, recordBytes + 500), ["two"]],
    ["of zeros", async (file: string) => writeFile(file, Buffer.alloc(3 * recordBytes)), texts],
  ])("embeds again what is lost in a file %s, and repairs the file", async (_, damage, lost) => {
    const folder = await temporaryFolder();
    await withCache(createHashingEncoder(), { folder }).embed(texts);
    const [file] = await readdir(folder);
    await damage(join(folder, file));

    const encoder = recordingEncoder();
    const found = await withCache(encoder, { folder }).embed([...texts, "more"]);
    expect(encoder.embedded).toEqual([...lost, "more"]);
    expect(found).toEqual(await createHashingEncoder().embed([...texts, "more"]));

    const afterwards = recordingEncoder();
    await withCache(afterwards, { folder }).embed([...texts, "more"]);
    expect(afterwards.embedded).toEqual([]);
  });

  it("works with two writers at the same time", async () => {
    const folder = await temporaryFolder();
    const [first, second] = [0, 1].map(() => withCache(createHashingEncoder(), { folder }));
    await Promise.all([first.embed(["a"]), second.embed(["b"])]);
    for (let i = 0; i < 10; i++) {
      await Promise.all([first.embed([`first ${i}`, "a"]), second.embed([`second ${i}`, "b"])]);
    }
    const encoder = recordingEncoder();
    const all = Array.from({ length: 10 }, (_, i) => [`first ${i}`, `second ${i}`]).flat();
    const found = await withCache(encoder, { folder }).embed(all);
    expect(encoder.embedded).toEqual([]);
    expect(found).toEqual(await createHashingEncoder().embed(all));
  });

  it("says in one sentence that a folder cannot be used", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    const embedding = withCache(createHashingEncoder(), { folder: file }).embed(["a"]);
    await expect(embedding).rejects.toThrow(InputError);
    await expect(embedding).rejects.toThrow(
      /file: The embedding cache cannot be used \(EEXIST\); choose another/,
    );
  });
});

/** Key, vector and check sum. */
const recordBytes = 16 + bytesOfVector + 4;

async function flipBit(file: string, place: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[place] ^= 1;
  await writeFile(file, bytes);
}
