import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/index.ts";
import { loadModel } from "../../src/model-file/load.ts";
import { saveModel } from "../../src/model-file/save.ts";
import { filesOf, replaceFile } from "../model-file/folders.ts";
import { encoder, prompts, repeated, rows, temporaryFolder } from "./tasks.ts";

async function savedModel(options: { readonly words?: boolean } = {}): Promise<string> {
  const path = join(temporaryFolder(), "model");
  const classifier = new Classifier({ encoder, seed: 5, metadata: { team: "mail" } });
  for (const [name, texts] of Object.entries(rows)) classifier.addDataToClass(name, repeated(texts));
  await classifier.promptTrain(prompts, options);
  await classifier.save(path);
  return path;
}

const saveAgain = async (path: string, classifier: Classifier) => {
  await classifier.save(`${path}-again`);
  return filesOf(`${path}-again`);
};

describe("training again from a model's own data", () => {
  it.each([[{}], [{ words: false }]])("gives the same bytes: %j", async (options) => {
    const path = await savedModel(options);
    const classifier = await Classifier.load(path, { encoder });
    expect(await classifier.retrain()).toEqual({ isSame: true, changedFiles: [], notes: [] });
    expect(await saveAgain(path, classifier)).toEqual(filesOf(path));
  });

  it("gives the same bytes after corrections, learnt and open ones", async () => {
    const path = await savedModel();
    const first = await Classifier.load(path, { encoder });
    await first.correct("the parcel money never came", "shipping", { date: new Date(0) });
    await first.train();
    await first.correct("a coat in blue", "account", { date: new Date(1) });
    await first.correct("the parcel money never came", "refund", { date: new Date(2) });
    await first.save(path);
    const classifier = await Classifier.load(path, { encoder });
    expect(await classifier.retrain()).toMatchObject({ isSame: true });
    expect(await saveAgain(path, classifier)).toEqual(filesOf(path));
  });

  it("uses nothing of what the model has learnt: a changed head is corrected", async () => {
    const path = await savedModel();
    const head = filesOf(path)["head.safetensors"];
    const changed = Buffer.from(head);
    // The first number is that of the center.
    changed.writeFloatLE(0.5, 8 + Number(changed.readBigUInt64LE(0)));
    replaceFile(path, "head.safetensors", changed);
    const classifier = await Classifier.load(path, { encoder });
    const { isSame, changedFiles } = await classifier.retrain();
    expect({ isSame, changedFiles }).toMatchObject({ isSame: false });
    expect(changedFiles).toContain("head.safetensors");
    expect((await saveAgain(path, classifier))["head.safetensors"]).toEqual(head);
  });

  it("says that texts without labels are missing, and gives the same bytes with them", async () => {
    const path = join(temporaryFolder(), "model");
    const texts = Object.values(rows)
      .flat()
      .flatMap((text, i) => Array.from({ length: 6 }, (_, j) => `${text} again ${i * 10 + j}`));
    const first = new Classifier({ encoder });
    for (const [name, some] of Object.entries(rows)) first.addDataToClass(name, repeated(some));
    first.addUnlabeled(texts);
    await first.promptTrain(prompts);
    await first.save(path);
    const without = await Classifier.load(path, { encoder });
    const { notes } = await without.retrain();
    expect(notes[0]).toContain(`${texts.length} texts without labels, which a model does not keep`);
    const given = await Classifier.load(path, { encoder });
    given.addUnlabeled(texts);
    expect(await given.retrain()).toEqual({ isSame: true, changedFiles: [], notes: [] });
  });

  it("rejects a folder that lacks the data, and says what is missing", async () => {
    const path = await savedModel();
    const { vectors: _, ...model } = await loadModel(path);
    await saveModel({ ...model, examples: [] }, path);
    const classifier = await Classifier.load(path, { encoder });
    await expect(classifier.retrain()).rejects.toThrow("0 of 75 real examples");
  });

  it("says that it used an example that the training did not", async () => {
    const classifier = await Classifier.load(await savedModel(), { encoder });
    classifier.addDataToClass("refund", "Please pay me back for the broken lamp");
    const { notes } = await classifier.retrain();
    expect(notes).toEqual(["The model had 1 example that its training did not use; this one used it."]);
  });

  it("rejects a classifier that was never trained", async () => {
    await expect(new Classifier({ encoder }).retrain()).rejects.toThrow("not trained yet");
  });
});
