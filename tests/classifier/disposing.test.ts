import { resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { train } from "../../src/classifier/train.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import type * as encoderGraph from "../../src/encoder/encoder-graph.ts";
import { CancelledError, InputError, ModelFileError } from "../../src/errors.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { encoder, prompts, questions, temporaryFolder } from "./tasks.ts";

const folder = resolve(import.meta.dirname, "../encoder/fixtures/cls");
const other = resolve(import.meta.dirname, "../encoder/fixtures/dynamic");

/** The graphs that are open. */
const graphs = vi.hoisted(() => ({ open: 0 }));

vi.mock("../../src/encoder/encoder-graph.ts", async (importOriginal) => {
  const original = await importOriginal<typeof encoderGraph>();
  const openEncoderGraph: typeof original.openEncoderGraph = async (...given) => {
    const graph = await original.openEncoderGraph(...given);
    graphs.open++;
    return {
      run: (rows) => graph.run(rows),
      startJob: (tokens) => graph.startJob(tokens),
      release: async () => {
        graphs.open--;
        await graph.release();
      },
    };
  };
  return { ...original, openEncoderGraph };
});

describe("dispose", () => {
  it("waits for running calls, and a later call opens the encoder again", async () => {
    const classifier = await train({ encoder: folder, classes: prompts });
    const expected = await classifier.classify(questions);
    const running = [
      classifier.classify(questions),
      classifier.predict(Array.from({ length: 300 }, (_, i) => `the cat ${i}`)),
      classifier.train(),
    ] as const;
    await Promise.all([classifier.dispose(), classifier.dispose()]);
    expect(await running[0]).toEqual(expected);
    expect(await running[1]).toHaveLength(300);
    await running[2];
    expect(await classifier.classify(questions)).toEqual(expected);
    await classifier.dispose();
  });

  it("is called at the end of a block by await using, for classifiers and for encoders", async () => {
    const before = graphs.open;
    {
      await using classifier = await train({ encoder: folder, classes: prompts });
      await using opened = await openEncoder(folder);
      await opened.embed(["a"]);
      await classifier.predict("a");
      expect(graphs.open).toBe(before + 2);
    }
    expect(graphs.open).toBe(before);
  });

  it("of an encoder waits for its calls; later ones are an InputError", async () => {
    const opened = await openEncoder(folder);
    const running = opened.embed(Array.from({ length: 2000 }, (_, i) => `the dog ${i}`));
    const closed = opened.dispose();
    await expect(opened.embed(["a"])).rejects.toThrow(InputError);
    expect((await running).rows).toBe(2000);
    await closed;
    await opened.dispose();
    await expect(opened.embed(["a"])).rejects.toThrow("This encoder is closed");
  });
});

describe("an encoder is closed", () => {
  it("when a training fails or is cancelled", async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(train({ encoder: folder, classes: prompts, signal: stop.signal })).rejects.toThrow(
      CancelledError,
    );
    await expect(train({ encoder: folder, classes: prompts, tune: true })).rejects.toThrow(InputError);
    expect(graphs.open).toBe(0);
  });

  it("when a model was made with another encoder", async () => {
    const path = `${temporaryFolder()}/model`;
    const classifier = await train({ encoder: folder, classes: prompts });
    await classifier.save(path);
    await classifier.dispose();
    await expect(Classifier.load(path, { encoder: other })).rejects.toThrow(ModelFileError);
    await expect(Classifier.fromBytes(await classifier.toBytes(), { encoder: other })).rejects.toThrow(
      ModelFileError,
    );
    expect(graphs.open).toBe(0);
  });
});

it("train keeps the source of an example", async () => {
  const source = { generator: "my templates", call: "17" };
  const classifier = await train({
    encoder: encoder as Encoder,
    classes: prompts,
    examples: [
      { label: "refund", text: "give me my money", origin: "generated", source },
      { label: "refund", text: "money back" },
    ],
  });
  expect(classifier.examples).toEqual([
    { label: "refund", text: "give me my money", origin: "generated", source },
    { label: "refund", text: "money back", origin: "real" },
  ]);
});
