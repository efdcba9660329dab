import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Classifier } from "../../src/index.ts";
import { filesOf } from "../model-file/folders.ts";
import { temporaryFolder } from "./tasks.ts";

const fixtures = join(import.meta.dirname, "../encoder/fixtures");
const texts = {
  cat: ["the cat sat on the mat", "die Katze", "猫", "a cat and a cat", "the cat", "猫は", "cat on mat"],
  dog: ["the dog barked", "der Hund bellt", "犬", "a dog and a dog", "the dog", "犬は", "dog barked"],
};

async function tunedModel(encoder: string): Promise<Classifier> {
  const classifier = new Classifier({ encoder, seed: 1 });
  onTestFinished(() => classifier.dispose());
  classifier.defineClass({ name: "cat", prompt: "Cats sat on the mat." });
  classifier.defineClass({ name: "dog", prompt: "Dogs barked." });
  for (const [name, some] of Object.entries(texts)) classifier.addDataToClass(name, some);
  await classifier.train({ tune: true });
  return classifier;
}

/** Copies a tiny encoder to a folder of its own, since a model names its encoder by its place. */
function copied(name: string): { readonly encoder: string; readonly model: string } {
  const folder = temporaryFolder();
  cpSync(join(fixtures, name), join(folder, "encoder"), { recursive: true });
  return { encoder: join(folder, "encoder"), model: join(folder, "model") };
}

async function loaded(model: string): Promise<Classifier> {
  const classifier = await Classifier.load(model);
  onTestFinished(() => classifier.dispose());
  return classifier;
}

describe("training a fine-tuned model again from its own data", () => {
  it.each(["bert", "xlm-roberta", "xlm-roberta-int8"])("gives the same bytes: %s", async (name) => {
    const { encoder, model } = copied(name);
    const first = await tunedModel(encoder);
    expect(first.report?.tuning).toMatchObject({ examples: 14 });
    await first.save(model);
    const again = await loaded(model);
    expect(await again.retrain()).toEqual({ isSame: true, changedFiles: [], notes: [] });
    await again.save(`${model}-again`);
    expect(filesOf(`${model}-again`)).toEqual(filesOf(model));
  });

  it("gives the same bytes if the encoder was fine-tuned before the last examples came", async () => {
    const { encoder, model } = copied("bert");
    const first = await tunedModel(encoder);
    first.addDataToClass("cat", ["the cat and the mat", "a mat"]);
    await first.train({ tune: false });
    await first.save(model);
    expect(await (await loaded(model)).retrain()).toEqual({ isSame: true, changedFiles: [], notes: [] });
  });
});
