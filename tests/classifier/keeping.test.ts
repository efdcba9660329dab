import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { train } from "../../src/classifier/train.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { ModelFileError, NotTrainedError } from "../../src/errors.ts";
import { encoder, examplesOf, prompts, questions, rows, temporaryFolder } from "./tasks.ts";

/** The classifier after a way through a folder, and after one through bytes. */
async function reopened(classifier: Classifier): Promise<Classifier[]> {
  const path = join(temporaryFolder(), "model");
  await classifier.save(path);
  return [
    await Classifier.load(path, { encoder }),
    await Classifier.fromBytes(await classifier.toBytes(), { encoder }),
  ];
}

describe("a saved classifier", () => {
  it.each([
    ["prompts alone", { classes: prompts }],
    ["prompts and rows", { classes: prompts, examples: examplesOf(rows) }],
    ["rows alone", { classes: [], examples: examplesOf(rows) }],
    ["priors by name", { classes: prompts, priors: { account: 3, shipping: 2, refund: 1 } }],
  ])("gives the same answers bit for bit: %s", async (_, task) => {
    const classifier = await train({ encoder, ...task });
    const before = await classifier.classify(questions);
    for (const opened of await reopened(classifier)) {
      expect(await opened.classify(questions)).toEqual(before);
      expect(opened.report).toEqual(classifier.report);
      expect(await opened.toBytes()).toEqual(await classifier.toBytes());
    }
  });

  it("trains again in the same way, with its examples and settings", async () => {
    const classifier = await train({
      encoder,
      classes: prompts,
      examples: examplesOf(rows),
      priors: "observed",
      seed: 9,
    });
    const opened = await reopened(classifier);
    for (const one of [classifier, ...opened]) {
      one.addDataToClass("refund", "zebras graze");
      await one.train();
    }
    const expected = await classifier.toBytes();
    for (const one of opened) expect(await one.toBytes()).toEqual(expected);
  });

  it("uses other settings if they are given", async () => {
    const classifier = await train({ encoder, classes: prompts });
    const priors = { account: 3, shipping: 2, refund: 1 };
    const opened = await Classifier.fromBytes(await classifier.toBytes(), { encoder, priors });
    await opened.train();
    const expected = await train({ encoder, classes: prompts, priors });
    expect(await opened.toBytes()).toEqual(await expected.toBytes());
  });

  it("that is saved before training keeps descriptions and examples, and can be trained later", async () => {
    const classifier = new Classifier({ encoder, metadata: { owner: "me" } });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    classifier.addDataToClass("refund", [...rows.refund, "", "lone \ud800 half"]);
    classifier.addDataToClass("other", "made up", "generated");
    for (const opened of await reopened(classifier)) {
      expect(opened.classes).toEqual(classifier.classes);
      expect(opened.examples).toEqual(classifier.examples);
      expect(opened.report).toBeUndefined();
      await expect(opened.classify("x")).rejects.toThrow(NotTrainedError);
      await opened.train();
      expect(await opened.predict("refund the payment")).toBe("refund");
    }
  });

  it("keeps the metadata of the model and of its classes", async () => {
    const metadata = { version: 3, tags: ["a", null, { deep: true }], "1": "x" };
    const classifier = await train({
      encoder,
      metadata,
      classes: [
        { name: "refund", prompt: prompts.refund, metadata: { queue: 7 } },
        { name: "shipping", prompt: prompts.shipping },
      ],
    });
    for (const opened of await reopened(classifier)) {
      expect(opened.metadata).toEqual(metadata);
      expect(opened.classes).toEqual(classifier.classes);
    }
  });

  it("is rejected with another encoder", async () => {
    const classifier = await train({ encoder, classes: prompts });
    const [bytes, path] = [await classifier.toBytes(), join(temporaryFolder(), "model")];
    await classifier.save(path);
    const foreign = { encoder: createHashingEncoder(64) };
    const sameName = {
      encoder: { ...encoder, identity: { ...encoder.identity, fingerprint: "0".repeat(64) } },
    };
    await expect(Classifier.load(path, foreign)).rejects.toThrow(ModelFileError);
    await expect(Classifier.fromBytes(bytes, foreign)).rejects.toThrow(
      /encoder hashing-128, and this is hashing-64/,
    );
    await expect(Classifier.fromBytes(bytes, sameName)).rejects.toThrow(/this is another version of it/);
  });
});
