import { beforeAll, describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { CancelledError, InputError, NotTrainedError } from "../../src/errors.ts";
import { encoder, prompts, questions } from "./tasks.ts";

const classifier = new Classifier({ encoder });
beforeAll(() => classifier.promptTrain(prompts));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function* inTurns<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await new Promise(setImmediate);
    yield item;
  }
}

describe("a stream of texts", () => {
  it("gets the same answers as a list, in the same order, each with its item", async () => {
    const expected = await classifier.classify(questions, { none: true });
    for (const items of [questions, new Set(questions), inTurns(questions)]) {
      for (const batchSize of [1, 2, undefined]) {
        const source = Symbol.asyncIterator in items ? inTurns(questions) : items;
        const found = await collect(classifier.classifyStream(source, { none: true, batchSize }));
        expect(found).toEqual(expected.map((answer) => ({ ...answer, item: answer.text })));
      }
    }
  });

  it("may have objects with a text, which are returned with their answers", async () => {
    const rows = questions.map((text, id) => ({ id, text }));
    const found = await collect(classifier.classifyStream(rows));
    expect(found.map(({ item }) => item)).toEqual(rows);
    expect(found[0].item).toBe(rows[0]);
  });

  it("is read at most two batches ahead of the answers that were taken, and closed if the caller stops", async () => {
    let [read, isClosed] = [0, false];
    async function* endless() {
      try {
        for (;;) {
          read++;
          yield `text ${read}`;
        }
      } finally {
        isClosed = true;
      }
    }
    for await (const { text } of classifier.classifyStream(endless(), { batchSize: 4 })) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(read).toBeLessThanOrEqual(Number(text.slice(5)) + 8);
      if (text === "text 10") break;
    }
    expect(isClosed).toBe(true);
  });

  it("yields the answers before an error of its source, then throws the error", async () => {
    async function* broken() {
      yield "it purrs";
      throw new Error("the disk is gone");
    }
    const found: string[] = [];
    const reading = (async () => {
      for await (const { text } of classifier.classifyStream(broken())) found.push(text);
    })();
    await expect(reading).rejects.toThrow("the disk is gone");
    expect(found).toEqual(["it purrs"]);
  });

  it("stops on its signal", async () => {
    const stop = new AbortController();
    const reading = (async () => {
      for await (const _ of classifier.classifyStream(inTurns(questions), {
        batchSize: 1,
        signal: stop.signal,
      }))
        stop.abort();
    })();
    await expect(reading).rejects.toThrow(CancelledError);
  });

  it.each([
    ["a text in its place", "text", {}],
    ["no stream", 5, {}],
    ["an item without a text", [{ label: "a" }], {}],
    ["a batch of no texts", ["a"], { batchSize: 0 }],
    ["options that are no object", ["a"], 5],
    ["an unknown threshold", ["a"], { threshold: 2 }],
  ])("is rejected for %s", async (_, items, options) => {
    await expect(collect(classifier.classifyStream(items as never, options as never))).rejects.toThrow(
      InputError,
    );
  });

  it("throws an error before the first training", async () => {
    await expect(collect(new Classifier({ encoder }).classifyStream(["a"]))).rejects.toThrow(NotTrainedError);
  });
});
