import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { train } from "../../src/classifier/train.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { CancelledError, InputError, NotTrainedError } from "../../src/errors.ts";
import type { ClassDefinition } from "../../src/task/task.ts";
import { encoder, examplesOf, prompts, questions, repeated, rows } from "./tasks.ts";

describe("training", () => {
  it("gives the same model for the same input and seed, byte for byte", async () => {
    const [refund, shipping, account] = Object.values(rows).map(repeated);
    const options = {
      encoder,
      classes: prompts,
      examples: examplesOf({ refund, shipping, account }),
      seed: 3,
    };
    expect(await (await train(options)).toBytes()).toEqual(await (await train(options)).toBytes());
  });

  it("in one call gives the same model as step by step", async () => {
    const steps = new Classifier({ encoder });
    for (const [name, prompt] of Object.entries(prompts)) steps.defineClass({ name, prompt });
    for (const [name, texts] of Object.entries(rows)) steps.addDataToClass(name, texts);
    await steps.train();
    const once = await train({ encoder, classes: prompts, examples: examplesOf(rows) });
    expect(await steps.toBytes()).toEqual(await once.toBytes());
  });

  it("reports what the model was trained on", async () => {
    const classifier = new Classifier({ encoder });
    expect(classifier.report).toBeUndefined();
    classifier.addDataToClass("refund", rows.refund);
    classifier.addDataToClass("shipping", "a made-up text", "generated");
    const report = await classifier.promptTrain(prompts);
    expect(report).toMatchObject({
      classes: 3,
      real: 5,
      generated: 1,
      calibratedOn: { basis: "held-out rows", rows: 6 },
    });
    expect(report.pieces).toBeGreaterThan(12);
    expect(report.heldOutAccuracy).toBeGreaterThanOrEqual(0);
    expect(classifier.report).toBe(report);
  });

  it("without examples calibrates by rule and has no held-out accuracy", async () => {
    const { report } = await train({ encoder, classes: prompts });
    expect(report?.calibratedOn).toEqual({ basis: "rule" });
    expect(report).not.toHaveProperty("heldOutAccuracy");
  });

  it("again with an added text makes the model answer this text with its class", async () => {
    const classifier = await train({ encoder, classes: prompts });
    const text = "where is the parcel";
    expect(await classifier.predict(text)).toBe("shipping");
    classifier.addDataToClass("account", text);
    expect(await classifier.predict(text)).toBe("shipping");
    await classifier.train();
    expect(await classifier.predict(text)).toBe("account");
  });

  it("reports its progress to the end", async () => {
    const events: unknown[] = [];
    await train({
      encoder,
      classes: prompts,
      onProgress: ({ stage, done, total }) => stage === "fit" && events.push([done, total]),
    });
    expect(events).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it("that is cancelled leaves the old model", async () => {
    const stopper = new AbortController();
    let isStopping = false;
    const stopping: Encoder = {
      ...encoder,
      async embed(texts, options) {
        const vectors = await encoder.embed(texts, options);
        if (isStopping) stopper.abort();
        return vectors;
      },
    };
    const classifier = await train({ encoder: stopping, classes: prompts });
    const [before, report] = [await classifier.classify(questions), classifier.report];
    // A text that is not in the cache, so that the encoder is called.
    classifier.addDataToClass("account", ["where is the parcel", "never seen before"]);
    isStopping = true;
    await expect(classifier.train({ signal: stopper.signal })).rejects.toThrow(CancelledError);
    expect(await classifier.classify(questions)).toEqual(before);
    expect(classifier.report).toBe(report);
  });

  it("that fails leaves the old model", async () => {
    const classifier = await train({ encoder, classes: prompts });
    const before = await classifier.classify(questions);
    classifier.defineClass({ name: "empty" });
    await expect(classifier.train()).rejects.toThrow(InputError);
    expect(await classifier.classify(questions)).toEqual(before);
  });

  it.each<[string, readonly ClassDefinition[] | Record<string, string>, RegExp]>([
    ["no class", {}, /no classes/],
    ["one class", { only: "This is the only one" }, /only the class "only"/],
    [
      "a class with neither prompt nor examples",
      [{ name: "a", prompt: "Something" }, { name: "b" }],
      /"b" has neither a description \(prompt\) nor examples/,
    ],
    ["an empty name", { " ": "Something", b: "Other" }, /name of a class is empty/],
    ["an empty prompt", { a: " ", b: "Other" }, /description \(prompt\) of the class "a" is empty/],
    [
      "a name given twice",
      [
        { name: "a", prompt: "Something" },
        { name: "a ", prompt: "Other" },
      ],
      /"a" is given twice/,
    ],
  ])("is rejected for %s", async (_, classes, message) => {
    const attempt = train({ encoder, classes });
    await expect(attempt).rejects.toThrow(InputError);
    await expect(attempt).rejects.toThrow(message);
  });

  it("data that is not a text is rejected when it is added", () => {
    const classifier = new Classifier({ encoder });
    expect(() => classifier.addDataToClass("a", ["x", undefined as never])).toThrow(InputError);
    expect(classifier.examples).toEqual([]);
  });

  it("must come before any answer", async () => {
    const classifier = new Classifier({ encoder });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    await expect(classifier.classify("x")).rejects.toThrow(NotTrainedError);
    await expect(classifier.predict("x")).rejects.toThrow(NotTrainedError);
    await expect(classifier.predictProba("x")).rejects.toThrow(NotTrainedError);
  });

  it("works with any class name", async () => {
    const names = ["__proto__", "constructor", "none", "null", "1", "0", "a/b\\c", "Größe 💩", "toString"];
    const words = ["apple", "brick", "cloud", "drum", "eagle", "fjord", "grape", "helmet", "iron"];
    const classifier = await train({
      encoder,
      classes: names.map((name, c) => ({
        name,
        prompt: `All that is said of ${words[c]} and ${words[c]} alone`,
      })),
      examples: names.map((label, c) => ({ label, text: `the ${words[c]} again` })),
    });
    for (const opened of [classifier, await Classifier.fromBytes(await classifier.toBytes(), { encoder })]) {
      expect(opened.classes.map(({ name }) => name)).toEqual(names);
      expect(await opened.predict(words)).toEqual(names);
      for (const probabilities of await opened.predictProba(words)) {
        expect(Object.keys(probabilities).sort()).toEqual([...names].sort());
      }
    }
  });
});
