import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import type { TrainingOptions } from "../../src/classifier/options.ts";
import { InputError, ModelFileError } from "../../src/errors.ts";
import { temporaryFolder } from "./tasks.ts";

const fixtures = join(import.meta.dirname, "../encoder/fixtures");
const texts = {
  cat: [
    "the cat sat on the mat",
    "die Katze",
    "猫",
    "a cat and a cat",
    "the cat",
    "und die Katze",
    "猫は",
    "cat on mat",
  ],
  dog: [
    "the dog barked",
    "der Hund bellt",
    "犬",
    "a dog and a dog",
    "the dog",
    "und der Hund",
    "犬は",
    "dog barked",
  ],
};

async function train(encoder: string, options: TrainingOptions): Promise<Classifier> {
  const classifier = new Classifier({ encoder, seed: 1 });
  onTestFinished(() => classifier.dispose());
  classifier.defineClass({ name: "cat", prompt: "Cats sat on the mat." });
  classifier.defineClass({ name: "dog", prompt: "Dogs barked." });
  for (const [name, some] of Object.entries(texts)) classifier.addDataToClass(name, some);
  await classifier.train(options);
  return classifier;
}

describe("fine-tuning an encoder that is not the bundled one", () => {
  it.each(["xlm-roberta", "xlm-roberta-int8", "bert"])(
    "keeps its change in the model, which answers the same after it is loaded: %s",
    async (name) => {
      const folder = await temporaryFolder();
      const encoder = join(folder, "encoder");
      cpSync(join(fixtures, name), encoder, { recursive: true });
      const classifier = await train(encoder, { tune: true });
      expect(classifier.report?.tuning).toMatchObject({ examples: 16 });
      await classifier.save(join(folder, "model"));
      const loaded = await Classifier.load(join(folder, "model"));
      onTestFinished(() => loaded.dispose());
      const questions = ["the cat barked", "der Hund", "猫 mat"];
      expect(await loaded.classify(questions)).toEqual(await classifier.classify(questions));
    },
  );

  it("says in one sentence why an encoder of another kind cannot be fine-tuned", async () => {
    const training = train(join(fixtures, "mean"), { tune: true });
    await expect(training).rejects.toThrow(ModelFileError);
    await expect(training).rejects.toThrow(
      /Its weights cannot be read for fine-tuning: it is a transformer of the kind/,
    );
  });

  it("rejects an export whose graph computes something else than its settings say", async () => {
    const folder = join(await temporaryFolder(), "encoder");
    cpSync(join(fixtures, "bert"), folder, { recursive: true });
    const path = join(folder, "config.json");
    writeFileSync(
      path,
      JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), num_attention_heads: 8 }),
    );
    const training = train(folder, { tune: true });
    await expect(training).rejects.toThrow(InputError);
    await expect(training).rejects.toThrow(/its graph computes something else than BERT or XLM-RoBERTa/);
  });

  it("is left out by default if the encoder cannot be fine-tuned", async () => {
    const classifier = await train(join(fixtures, "mean"), {});
    expect(classifier.report?.tuning).toBeUndefined();
  });
});

describe("an automatic choice of the encoder", () => {
  it("is stored with the model, and is the bundled encoder for English without others", async () => {
    const store = await temporaryFolder();
    const classifier = new Classifier({ encoder: "auto", store });
    onTestFinished(() => classifier.dispose());
    classifier.defineClass({ name: "cat", prompt: "Cats purr and meow." });
    classifier.defineClass({ name: "dog", prompt: "Dogs bark and fetch." });
    await classifier.train({ tune: false });
    const folder = join(store, "model");
    await classifier.save(folder);
    const loaded = await Classifier.load(folder, { encoder: "auto", store });
    onTestFinished(() => loaded.dispose());
    expect(await loaded.classify("Who barks?")).toEqual(await classifier.classify("Who barks?"));
  });
});
