import { describe, expect, it } from "vitest";
import type { Classification, ClassifyOptions } from "../../src/index.ts";
import { MicroBatches } from "../../src/service/micro-batches.ts";

/** A classifier whose answer to a text is the text, when it is released. */
function heldClassifier() {
  const batches: { texts: readonly string[]; options: ClassifyOptions; release: (error?: Error) => void }[] =
    [];
  const classify = (texts: readonly string[], options: ClassifyOptions) =>
    new Promise<Classification[]>((resolve, reject) => {
      const found = texts.map((text) => ({ text, prediction: text })) as unknown as Classification[];
      batches.push({ texts, options, release: (error) => (error ? reject(error) : resolve(found)) });
    });
  return { batches, classify };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const textsOf = (found: readonly Classification[]) => found.map(({ text }) => text);

describe("texts of concurrent requests", () => {
  it("are classified together, and each request gets its own answers in their order", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify);
    const answers = [["a"], ["b", "c"], ["d"]].map((texts) => micro.classify(texts));
    await turn();
    expect(batches.map(({ texts }) => texts)).toEqual([["a", "b", "c", "d"]]);
    batches[0].release();
    expect((await Promise.all(answers)).map(textsOf)).toEqual([["a"], ["b", "c"], ["d"]]);
  });

  it("that arrive while batches are classified form the next batch", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify, { maxRunning: 1 });
    const first = micro.classify(["a"]);
    await turn();
    const others = ["b", "c", "d"].map((text) => micro.classify([text]));
    await turn();
    expect(batches).toHaveLength(1);
    expect(micro.waiting).toBe(3);
    batches[0].release();
    await first;
    await turn();
    expect(batches[1].texts).toEqual(["b", "c", "d"]);
    batches[1].release();
    await Promise.all(others);
    expect(micro.waiting).toBe(0);
  });

  it("of a long request do not hold up a short one", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify, { maxRunning: 1, maxTexts: 10 });
    const long = micro.classify(Array.from({ length: 100 }, (_, i) => String(i)));
    await turn();
    const short = micro.classify(["short"]);
    for (let i = 0; i < 4; i++) {
      await expect.poll(() => batches.length).toBe(i + 1);
      batches[i].release();
    }
    expect(textsOf(await short)).toEqual(["short"]);
    for (let i = 4; i < 11; i++) {
      await expect.poll(() => batches.length).toBe(i + 1);
      batches[i].release();
    }
    expect(textsOf(await long)).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
  });

  it("are batched by length, within the oldest ones", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify, { maxRunning: 1, maxTexts: 4 });
    const first = micro.classify(["first"]);
    await turn();
    const lengths = [9, 1, 8, 2, 7, 3, 6, 4, 1, 1];
    const answers = lengths.map((length) => micro.classify(["x".repeat(length)]));
    for (let i = 0; i < 4; i++) {
      await expect.poll(() => batches.length).toBe(i + 1);
      batches[i].release();
    }
    await Promise.all([first, ...answers]);
    const found = batches.slice(1).map(({ texts }) => texts.map(({ length }) => length));
    expect(found).toEqual([
      [1, 2, 3, 4],
      [6, 7, 8, 9],
      [1, 1],
    ]);
  });

  it("are spread over the batches that may run, but not too thinly", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify, { maxRunning: 4 });
    const answers = Array.from({ length: 10 }, (_, i) => micro.classify([String(i)]));
    await turn();
    expect(batches.map(({ texts }) => texts.length)).toEqual([4, 4, 2]);
    for (const { release } of batches) release();
    await Promise.all(answers);
  });

  it("are not classified if the request was cancelled after its turn had come", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify, { maxRunning: 1, maxTexts: 4 });
    const client = new AbortController();
    const cancelled = micro.classify(
      Array.from({ length: 8 }, (_, i) => String(i)),
      {},
      client.signal,
    );
    await turn();
    client.abort();
    await expect(cancelled).rejects.toThrow("Stopped on request.");
    const other = micro.classify(["d"]);
    batches[0].release();
    await expect.poll(() => batches.length).toBe(2);
    expect(batches[1].texts).toEqual(["d"]);
    batches[1].release();
    await other;
    expect(micro.waiting).toBe(0);
  });

  it("with other options are in batches of their own", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify);
    const answers = [
      micro.classify(["a"], { none: true }),
      micro.classify(["b"]),
      micro.classify(["c"], { none: true }),
    ];
    await turn();
    expect(batches.map(({ texts, options }) => [texts, options])).toEqual([
      [["a", "c"], { none: true }],
      [["b"], {}],
    ]);
    for (const { release } of batches) release();
    await Promise.all(answers);
  });

  it("are in a smaller batch if they are long", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify, { maxCharacters: 100, maxRunning: 1 });
    const answer = micro.classify(Array.from({ length: 5 }, () => "x".repeat(60)));
    await turn();
    expect(batches[0].texts).toHaveLength(2);
    for (let i = 0; i < 3; i++) {
      await expect.poll(() => batches.length).toBe(i + 1);
      batches[i].release();
    }
    expect(await answer).toHaveLength(5);
  });

  it("fail together, and only those of the same batch", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify);
    const wrong = micro.classify(["a"], { top: -1 });
    const right = micro.classify(["b"]);
    await turn();
    batches[0].release(new Error("top is wrong"));
    batches[1].release();
    await expect(wrong).rejects.toThrow("top is wrong");
    expect(textsOf(await right)).toEqual(["b"]);
  });

  it("are not classified if the request was cancelled while they waited", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify, { maxRunning: 1 });
    const first = micro.classify(["a"]);
    await turn();
    const client = new AbortController();
    const cancelled = micro.classify(["b", "c"], {}, client.signal);
    const other = micro.classify(["d"]);
    client.abort();
    await expect(cancelled).rejects.toThrow("Stopped on request.");
    expect(micro.waiting).toBe(1);
    batches[0].release();
    await first;
    await turn();
    expect(batches[1].texts).toEqual(["d"]);
    batches[1].release();
    await other;
  });

  it("are rejected if too many wait, but one long request is not", async () => {
    const { batches, classify } = heldClassifier();
    const micro = new MicroBatches(classify, { maxRunning: 1, maxWaiting: 5, maxTexts: 20 });
    const long = micro.classify(Array.from({ length: 20 }, (_, i) => String(i)));
    await expect(micro.classify(["late"])).rejects.toThrow("Too many texts wait");
    await turn();
    batches[0].release();
    expect(await long).toHaveLength(20);
  });
});
