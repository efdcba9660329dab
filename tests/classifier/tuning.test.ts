import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../src/async/progress.ts";
import { Classifier } from "../../src/classifier/classifier.ts";
import type { TrainingOptions } from "../../src/classifier/options.ts";
import { CancelledError, InputError } from "../../src/errors.ts";
import { modelFromBytes } from "../../src/model-file/bytes.ts";
import { loadModel } from "../../src/model-file/load.ts";
import { saveModel } from "../../src/model-file/save.ts";
import { encoder as hashing, prompts, rows, temporaryFolder } from "./tasks.ts";

/** What a sentence does, whatever it is about: the frozen encoder sees topics first. */
const orders = [
  "Close the garden gate before dark.",
  "Bring the report to the third floor.",
  "Water the tomatoes twice a day.",
  "Send the invoice again by noon.",
  "Keep the dog away from the lake.",
  "Charge the battery over night.",
  "Wrap the cheese in wax paper.",
  "Turn the music down, please.",
];
const reports = [
  "The garden gate stood open until dark.",
  "The report lay on the third floor.",
  "The tomatoes got water twice a day.",
  "The invoice came again at noon.",
  "The dog stayed away from the lake.",
  "The battery ran out over night.",
  "The cheese turned hard in its paper.",
  "The music went down at last.",
];
const questions = ["Open the window in the kitchen.", "The window in the kitchen broke.", "Fetch the mail."];

function gathered(): Classifier {
  const classifier = new Classifier({ seed: 3 });
  classifier.defineClass({ name: "order", prompt: "Somebody is told to do something." });
  classifier.defineClass({ name: "report", prompt: "Somebody says what happened." });
  classifier.addDataToClass("order", orders);
  classifier.addDataToClass("report", reports);
  return classifier;
}

async function tuned(options: TrainingOptions = {}): Promise<Classifier> {
  const classifier = gathered();
  await classifier.train({ tune: true, ...options });
  return classifier;
}

function formatVersion(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")).formatVersion;
}

const events: ProgressEvent[] = [];
const whole = await tuned({ onProgress: (event) => events.push(event) });
const bytes = await whole.toBytes();

describe("a fine-tuned classifier", () => {
  it("reports what it was fine-tuned on, and the gain on held-out examples", () => {
    const tuning = whole.report?.tuning;
    expect(tuning).toMatchObject({ examples: 16, heldOut: 3, epochs: 10, seed: 3 });
    expect(tuning?.share).toBeGreaterThan(0);
    expect(tuning?.accuracy?.after).toBeGreaterThanOrEqual(tuning?.accuracy?.before ?? 1);
  });

  it("is cross-validated on the examples that it was not tuned on, with the tuned encoder", async () => {
    const { basis, count, rows } = await whole.crossValidate();
    const answered: string[] = [];
    for await (const { label, answer } of rows) if (label === answer.prediction) answered.push(answer.text);
    expect(count).toBe(3);
    expect(basis.notes.join(" ")).toContain(
      "fine-tuned on 13 of the 16 examples, so only the other 3 are scored",
    );
    // As many are correct as the report of the tuning says, which used the same encoder and the same split.
    expect(answered.length / 3).toBeCloseTo(whole.report!.tuning!.accuracy!.after, 6);
  });

  it("is trained again from its own data with the same bytes, adapter included", async () => {
    const loaded = await Classifier.fromBytes(bytes);
    expect(await loaded.retrain()).toEqual({ isSame: true, changedFiles: [], notes: [] });
    expect(await loaded.toBytes()).toEqual(bytes);
    expect((await modelFromBytes(bytes)).adapter).toBeDefined();
  });

  it("answers texts for which the frozen encoder was unsure", async () => {
    expect(await whole.predict(questions)).toEqual(["order", "report", "order"]);
  });

  it("reports the progress of fine-tuning: epochs, loss, held-out examples, and a growing share", () => {
    const told = events.flatMap(({ stage, tuning }) => (stage === "tune" && tuning ? [tuning] : []));
    const shares = told.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(told.at(-1)).toMatchObject({
      epochs: 10,
      loss: expect.any(Number),
      heldOutAccuracy: expect.any(Number),
    });
  });

  it("is saved with its adapter, and gives the same answers bit for bit", async () => {
    const path = join(temporaryFolder(), "model");
    await whole.save(path);
    expect(formatVersion(path)).toBe(5);
    const before = await whole.classify(questions);
    for (const opened of [await Classifier.load(path), await Classifier.fromBytes(bytes)]) {
      expect(await opened.classify(questions)).toEqual(before);
      expect(opened.report).toEqual(whole.report);
      expect(await opened.toBytes()).toEqual(bytes);
      await opened.dispose();
    }
  });

  it("is the same for the same seed", async () => {
    expect(await (await tuned()).toBytes()).toEqual(bytes);
  });

  it("is trained on corrections with its encoder, without another fine-tuning, any number of times", async () => {
    const classifier = await Classifier.fromBytes(bytes);
    const stages = new Set<string>();
    classifier.addDataToClass("report", "Somebody closed the gate.");
    const report = await classifier.train({ onProgress: ({ stage }) => stages.add(stage) });
    expect(stages).not.toContain("tune");
    expect(report).toMatchObject({ real: 17, tuning: whole.report?.tuning });
    expect(await classifier.predict("Somebody closed the gate.")).toBe("report");
    await classifier.train({ tune: false });
    expect(classifier.report).toEqual(report);
  });

  it("continues from its adapter if it is fine-tuned again, and evaluates on examples that were never learnt from", async () => {
    const classifier = await Classifier.fromBytes(bytes);
    classifier.addDataToClass("order", [
      "Fetch the mail.",
      "Paint the fence white.",
      "Feed the cat.",
      "Sit still.",
    ]);
    const { tuning } = await classifier.train({ tune: true });
    expect(tuning).toMatchObject({ examples: 20, heldOut: 4, seed: 3 });
    const opened = await Classifier.fromBytes(await classifier.toBytes());
    expect(await opened.classify(questions)).toEqual(await classifier.classify(questions));
  });

  it("is rejected with an adapter of another encoder, and the message names the model", async () => {
    const path = join(temporaryFolder(), "model");
    const fixture = join(import.meta.dirname, "../model-file/fixtures/format-3/tuned");
    const { adapter: tiny } = await loadModel(fixture);
    const config = { ...tiny?.config, report: { ...whole.report?.tuning } };
    await saveModel({ ...modelFromBytes(bytes), adapter: { tensors: tiny!.tensors, config } }, path);
    await expect(Classifier.load(path)).rejects.toThrow(`${path}: The adapter does not fit this encoder`);
  });

  it("is rejected with another encoder", async () => {
    await expect(Classifier.fromBytes(bytes, { encoder: hashing })).rejects.toThrow(/made with the encoder/);
  });
});

describe("tuning", () => {
  it("without examples is rejected, since descriptions alone do not help", async () => {
    const classifier = new Classifier();
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    await expect(classifier.train({ tune: true })).rejects.toThrow(InputError);
    await expect(classifier.train({ tune: true })).rejects.toThrow(/needs examples, and there are none/);
  });

  it("of an encoder that the caller opened is rejected with true, and skipped with auto", async () => {
    const classifier = new Classifier({ encoder: hashing });
    for (const [name, texts] of Object.entries(rows)) classifier.addDataToClass(name, [...texts, ...texts]);
    await expect(classifier.train({ tune: true })).rejects.toThrow(
      /cannot be fine-tuned as it was opened: name an encoder/,
    );
    const report = await classifier.train();
    expect(report.tuning).toBeUndefined();
  });

  it("starts with auto from eight examples per class, and not again for a few more", async () => {
    const classifier = gathered();
    expect((await classifier.train()).tuning).toEqual(whole.report?.tuning);
    const fewer = new Classifier();
    fewer.addDataToClass("order", orders.slice(1));
    fewer.addDataToClass("report", reports);
    expect((await fewer.train()).tuning).toBeUndefined();
    fewer.addDataToClass("order", orders[0]);
    expect((await fewer.train()).tuning).toBeUndefined();
  });

  it("that is stopped keeps the best state so far, and the fit follows", async () => {
    const stop = new AbortController();
    const onProgress = ({ tuning }: ProgressEvent) => {
      if (tuning?.epoch === 2) stop.abort();
    };
    const classifier = await tuned({ stopTuning: stop.signal, onProgress });
    expect(classifier.report?.tuning).toMatchObject({ ended: "stopped", epoch: 1 });
    expect(await classifier.predict(questions)).toHaveLength(3);
  });

  it("that kept nothing is reported by the saved model, which has no adapter", async () => {
    const classifier = gathered();
    const { tuning } = await classifier.train({ tune: true, stopTuning: AbortSignal.abort() });
    expect(tuning).toMatchObject({ epoch: 0, share: 0, ended: "stopped" });
    const stored = await classifier.toBytes();
    expect((await modelFromBytes(stored)).adapter).toBeUndefined();
    expect((await Classifier.fromBytes(stored)).report?.tuning).toEqual(tuning);
  });

  it("that is cancelled leaves the old model, and resumes from its checkpoint to the same result", async () => {
    const checkpoint = join(temporaryFolder(), "deep", "model.tuning");
    const stop = new AbortController();
    const classifier = gathered();
    await classifier.train({ tune: false });
    const before = await classifier.toBytes();
    const onProgress = ({ tuning }: ProgressEvent) => {
      if (tuning?.epoch === 2) stop.abort();
    };
    const cancelled = classifier.train({ tune: true, checkpoint, signal: stop.signal, onProgress });
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(await classifier.toBytes()).toEqual(before);
    expect(existsSync(checkpoint)).toBe(true);
    const steps: number[] = [];
    await classifier.train({
      tune: true,
      checkpoint,
      onProgress: ({ tuning, done }) => tuning && steps.push(done),
    });
    expect(steps[0]).toBeGreaterThan(0);
    expect(await classifier.toBytes()).toEqual(bytes);
    expect(existsSync(checkpoint)).toBe(false);
  });
});
