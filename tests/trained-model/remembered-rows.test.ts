import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import type { Example } from "../../src/task/task.ts";
import { RememberedRows } from "../../src/trained-model/remembered-rows.ts";
import { encoder, prompts, questions, temporaryFolder } from "../classifier/tasks.ts";

/** Gives every text without a letter the same vector, as an encoder does whose vocabulary lacks emoji. */
const blindToEmoji: Encoder = {
  ...encoder,
  embed: (texts, options) =>
    encoder.embed(
      texts.map((text) => (/\p{L}/u.test(text) ? text : "?")),
      options,
    ),
};
const emoji = { refund: ["💸", "💰"], shipping: ["📦", "🚚"], account: ["🔑", "👩🏽‍💻"] };

async function trained(
  options: { readonly encoder: Encoder } = { encoder: blindToEmoji },
): Promise<Classifier> {
  const classifier = new Classifier(options);
  for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
  for (const [name, texts] of Object.entries(emoji)) classifier.addDataToClass(name, texts);
  await classifier.train({ tune: false });
  return classifier;
}

const sum = (values: Readonly<Record<string, number>>) => Object.values(values).reduce((a, b) => a + b, 0);

describe("the user's own examples", () => {
  it("are answered with their labels, even if the encoder gives their texts the same vector", async () => {
    const classifier = await trained();
    for (const [name, texts] of Object.entries(emoji)) {
      for (const found of await classifier.classify(texts, { none: true })) {
        expect(found).toMatchObject({ prediction: name, outcome: "class" });
        expect(found.probabilities[name]).toBeGreaterThanOrEqual(0.9);
        expect(sum(found.probabilities)).toBeCloseTo(1, 6);
      }
    }
  });

  it("do not change the answers to other texts, bit for bit", async () => {
    const classifier = await trained();
    const among = await classifier.classify([...questions, "💸", "🐘"]);
    expect(among.slice(0, questions.length)).toEqual(await classifier.classify(questions));
    expect(among.at(-1)!.probability).toBeLessThan(0.9);
  });

  it("are found in another Unicode form and with blanks at the start and end, but in no other spelling", async () => {
    const classifier = new Classifier({ encoder: blindToEmoji });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    classifier.addDataToClass("account", "É 1");
    await classifier.train();
    const [composed, decomposed, shouted] = await classifier.classify(["É 1", "  E\u0301 1\n", "É 1!"]);
    expect(composed.probabilities.account).toBeGreaterThanOrEqual(0.9);
    expect(decomposed.probabilities.account).toBeGreaterThanOrEqual(0.9);
    expect(shouted.probabilities.account).toBeLessThan(composed.probabilities.account);
  });

  it("are answered the same after saving and loading; examples added after the training count from the next training on", async () => {
    const classifier = await trained();
    classifier.addDataToClass("refund", "🔑");
    const texts = [...Object.values(emoji).flat(), ...questions];
    const before = await classifier.classify(texts);
    expect(before[4].prediction).toBe("account");
    const path = join(temporaryFolder(), "model");
    await classifier.save(path);
    const opened = await Classifier.load(path, { encoder: blindToEmoji });
    expect(await opened.classify(texts)).toEqual(before);
    await opened.train({ tune: false });
    expect(await opened.predict("🔑")).toBe("refund");
  });

  it("with several labels are answered with the latest one, at about one half", async () => {
    const classifier = await trained();
    classifier.addDataToClass("refund", "🔑");
    await classifier.train({ tune: false });
    const found = await classifier.classify("🔑");
    expect(found.prediction).toBe("refund");
    expect(found.probability).toBeLessThan(0.7);
    expect(sum(found.probabilities)).toBeCloseTo(1, 6);
    classifier.addDataToClass("account", "🔑");
    await classifier.train({ tune: false });
    expect(await classifier.predict("🔑")).toBe("account");
    expect(classifier.report!.warnings[0]).toMatchObject({
      kind: "contradictory-labels",
      classes: ["account", "refund"],
    });
  });

  it("with the same text never make their label less probable", () => {
    const examples: Example[] = [
      { text: "x", label: "a", origin: "real" },
      { text: "x", label: "b", origin: "real" },
      { text: "y", label: "b", origin: "real" },
      { text: "z", label: "a", origin: "generated" },
    ];
    const remembered = new RememberedRows(examples);
    const probabilities = { rows: 3, columns: 2, data: Float32Array.of(0.03, 0.97, 0.005, 0.995, 0.4, 0.6) };
    const none = Float64Array.of(0.5, 0.5, 0.5);
    remembered.answer(["x", "y", "z"], ["a", "b"], probabilities, none);
    expect(probabilities.data[1]).toBeCloseTo(0.97, 6);
    expect(probabilities.data[3]).toBeGreaterThan(0.995);
    expect([...probabilities.data.slice(4)]).toEqual([Math.fround(0.4), Math.fround(0.6)]);
    expect(none[1]).toBeCloseTo(0.05, 9);
    expect(none[2]).toBe(0.5);
  });
});
