import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  CancelledError,
  Classifier,
  type LabelSet,
  type ProgressEvent,
  type TrainingOptions,
} from "../../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "pilesort-label-tuning-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a sentence does, and whether it takes place outside: two questions that are independent of each other. */
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
const outside = [0, 2, 4];
const rows: readonly LabelSet[] = [
  ...Object.entries({ order: orders, report: reports }).flatMap(([name, texts]) =>
    texts.map((text, i) => ({ text, labels: outside.includes(i) ? [name, "outdoors"] : [name] })),
  ),
  { text: "What a lovely lamp!", labels: [] },
  { text: "Cheese, tomatoes and music", labels: [] },
];

function gathered(): Classifier {
  const classifier = new Classifier({ seed: 3, multiLabel: true });
  classifier.defineClass({ name: "order", prompt: "Somebody is told to do something." });
  classifier.defineClass({ name: "report", prompt: "Somebody says what happened." });
  classifier.defineClass({ name: "outdoors", prompt: "It takes place outside: a garden, a lake, a street." });
  classifier.addLabelSets(rows);
  return classifier;
}

async function tuned(options: TrainingOptions = {}): Promise<Classifier> {
  const classifier = gathered();
  await classifier.train({ tune: true, ...options });
  return classifier;
}

const questions = ["Open the window in the kitchen.", "The boat sank in the lake.", "Fetch the mail."];
const events: ProgressEvent[] = [];
const whole = await tuned({ onProgress: (event) => events.push(event) });
const bytes = await whole.toBytes();

describe("fine-tuning with several labels per text", () => {
  it("reports how much was held out, and the micro-F1 before and after", () => {
    const tuning = whole.report?.tuning;
    expect(tuning).toMatchObject({ examples: 22, heldOut: 5, heldOutShare: 0.25, seed: 3, grouped: true });
    expect(tuning?.accuracy).toBeUndefined();
    expect(tuning?.share).toBeGreaterThan(0);
    // Both on five texts, so they may be equal.
    expect(tuning?.microF1?.after).toBeGreaterThanOrEqual(tuning?.microF1?.before ?? 1);
    expect(events.some(({ stage, tuning: told }) => stage === "tune" && told?.loss !== undefined)).toBe(true);
  });

  it("is calibrated on the texts that the encoder has not seen", () => {
    expect(whole.report?.calibratedOn).toEqual({ basis: "held-out rows", rows: 4 });
    expect(whole.report?.labelSets).toMatchObject({ texts: 18, withoutLabels: 2 });
  });

  it("is saved and loaded with its adapter, and trained again without another fine-tuning", async () => {
    const path = join(folder, "model");
    await whole.save(path);
    const before = await whole.classify(questions);
    for (const opened of [await Classifier.load(path), await Classifier.fromBytes(bytes)]) {
      expect(await opened.classify(questions)).toEqual(before);
      expect(opened.report).toEqual(whole.report);
      const stages = new Set<string>();
      await opened.train({ onProgress: ({ stage }) => stages.add(stage) });
      expect(stages).not.toContain("tune");
      expect(await opened.toBytes()).toEqual(bytes);
      await opened.dispose();
    }
  });

  it("continues from its adapter if it is fine-tuned again, with the same texts held out", async () => {
    const classifier = await Classifier.fromBytes(bytes);
    classifier.addLabelSets([{ text: "Paint the fence white.", labels: ["order", "outdoors"] }]);
    const { tuning } = await classifier.train({ tune: true });
    expect(tuning).toMatchObject({ examples: 24, heldOutShare: 0.25, seed: 3 });
    await classifier.dispose();
  });

  it("that is cancelled resumes from its checkpoint to the same model", async () => {
    const checkpoint = join(folder, "deep", "model.tuning");
    const stop = new AbortController();
    const classifier = gathered();
    const onProgress = ({ tuning }: ProgressEvent) => {
      if (tuning?.epoch === 2) stop.abort();
    };
    const cancelled = classifier.train({ tune: true, checkpoint, signal: stop.signal, onProgress });
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(existsSync(checkpoint)).toBe(true);
    await classifier.train({ tune: true, checkpoint });
    expect(await classifier.toBytes()).toEqual(bytes);
    expect(existsSync(checkpoint)).toBe(false);
    await classifier.dispose();
  });

  it("that is stopped before it begins keeps nothing", async () => {
    const classifier = await tuned({ stopTuning: AbortSignal.abort() });
    expect(classifier.report?.tuning).toMatchObject({ epoch: 0, share: 0, ended: "stopped" });
    expect(classifier.report?.calibratedOn).toMatchObject({ rows: rows.length });
    await classifier.dispose();
  });
});
