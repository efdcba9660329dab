import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { Classifier, InputError, NotTrainedError, train } from "../../src/index.ts";
import { encoder, examplesOf, prompts, questions, rows, temporaryFolder } from "./tasks.ts";

const date = new Date("2026-11-28T09:30:00Z");
const wrong = "the parcel of my account was refunded";

function trained(examples = examplesOf(rows)): Promise<Classifier> {
  return train({ encoder, classes: prompts, examples, tune: false });
}

/** Rows enough that their vectors are kept. */
const manyRows = examplesOf(rows).flatMap(({ label, text }) =>
  ["please", "again", "today"].map((word) => ({ label, text: `${text} ${word}` })),
);

/** Counts the texts that are embedded. */
function countingEncoder(): Encoder & { embedded: string[] } {
  const embedded: string[] = [];
  return {
    ...encoder,
    embedded,
    embed(texts, options) {
      embedded.push(...texts);
      return encoder.embed(texts, options);
    },
  };
}

function otherThan(label: string): string {
  return Object.keys(prompts).find((name) => name !== label)!;
}

async function answers(classifier: Classifier): Promise<string> {
  return JSON.stringify(await classifier.classify([...questions, wrong, ...rows.refund]));
}

describe("correct", () => {
  it("answers the text with the label at once, and reports the old answer with the date", async () => {
    const classifier = await trained();
    const before = await classifier.predict(wrong);
    const label = otherThan(before);
    const report = await classifier.correct(wrong, label, { date });
    expect(report.corrected).toEqual([{ number: 1, date: date.toISOString(), text: wrong, before, label }]);
    expect(classifier.corrections).toEqual(report.corrected);
    const found = await classifier.classify(wrong);
    expect(found.prediction).toBe(label);
    expect(found.probability).toBeGreaterThanOrEqual(0.9);
    expect(report.openCorrections).toBe(1);
  });

  it("gives probabilities that sum to 1 for every text", async () => {
    const classifier = await trained();
    await classifier.correct([
      { text: wrong, label: "refund" },
      { text: "a zebra in the zoo", label: "zoo" },
    ]);
    for (const { scores } of await classifier.classify([...questions, "a zebra"])) {
      expect(scores.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
      expect(scores.map(({ label }) => label).sort()).toEqual(["account", "refund", "shipping", "zoo"]);
    }
  });

  it("finds other texts of a class that it adds, and leaves those of the old classes alone", async () => {
    const classifier = await trained();
    const old = ["where is the parcel", "refund my money", "new password for signing in"];
    const before = await classifier.predict(old);
    await classifier.correct(
      ["my zebra is ill", "zebra with a cough", "food for a zebra"].map((text) => ({ text, label: "zoo" })),
    );
    const found = await classifier.classify("zebra will not eat");
    expect(found.prediction).toBe("zoo");
    expect(await classifier.predict(old)).toEqual(before);
  });

  it("leans similar texts to the label, and leaves texts alone that share nothing with it", async () => {
    const classifier = await trained();
    const similar = "a parcel of an account was refunded";
    const label = otherThan(await classifier.predict(wrong));
    const before = await classifier.predictProba([similar, "qqq zzz"]);
    await classifier.correct(wrong, label);
    const after = await classifier.predictProba([similar, "qqq zzz"]);
    expect(after[0][label]).toBeGreaterThan(before[0][label]);
    expect(after[1]).toEqual(before[1]);
  });

  it("takes its own options together with a new class", async () => {
    const classifier = await trained();
    const report = await classifier.correct([{ text: wrong, label: "a new class" }], {
      check: ["parcel of my account was refunded"],
      acceptNewLabels: true,
      pin: true,
    });
    expect(report.newClasses).toEqual(["a new class"]);
  });

  it("says which examples, pinned tests and given texts are answered otherwise", async () => {
    const classifier = await trained();
    const similar = [
      `${wrong} today`,
      "parcel of my account was refunded",
      "the parcels of my account",
      wrong,
    ];
    const label = otherThan(await classifier.predict(wrong));
    const old = await classifier.predict(similar);
    await classifier.correct([{ text: "track the parcel", label: "shipping" }], { pin: true });
    const report = await classifier.correct(wrong, label, { check: similar });
    const now = await classifier.predict(similar);
    const expected = similar
      .map((text, i) => ({ text, before: old[i], after: now[i] }))
      .filter(({ text, before, after }) => text !== wrong && before !== after);
    expect(expected.length).toBeGreaterThan(0);
    expect(report.checked).toEqual({ texts: 3, changed: expected });
    expect(report.pinned).toMatchObject({ texts: 1, changed: [], failed: [] });
    expect(report.examples.texts).toBe(15);
  });

  it("reports a pinned test that fails, and pins a text without correcting it if it is right", async () => {
    const classifier = await trained();
    const right = await classifier.predict(wrong);
    const first = await classifier.correct(wrong, right, { pin: true });
    expect(first.corrected).toEqual([]);
    expect(classifier.pinnedTexts).toEqual([{ text: wrong, label: right }]);
    const { pinned } = await classifier.correct(wrong, otherThan(right));
    expect(pinned.failed).toEqual([{ text: wrong, label: right, before: right, after: otherThan(right) }]);
  });

  it("reports a text that has another label in the examples, and the correction counts", async () => {
    const classifier = await trained();
    const [text] = rows.refund;
    const report = await classifier.correct(text.toUpperCase(), "account");
    expect(report.contradicted).toEqual([
      { text: text.toUpperCase(), label: "account", otherLabels: ["refund"] },
    ]);
    await classifier.correct(text, "account");
    expect((await classifier.classify(text)).probability).toBeGreaterThanOrEqual(0.9);
    const { warnings } = await classifier.train({ tune: false });
    expect(await classifier.predict(text)).toBe("account");
    expect((await classifier.classify(text)).probability).toBeGreaterThanOrEqual(0.9);
    expect(warnings.filter(({ kind }) => kind === "contradictory-labels")).toEqual([]);
  });

  it.each<[string, () => unknown, RegExp]>([
    ["a blank text", () => ["  ", "refund"], /without a visible character/],
    [
      "a text with two labels in one call",
      () => [
        [
          { text: wrong, label: "refund" },
          { text: ` ${wrong} `, label: "account" },
        ],
      ],
      /has two labels, "refund" and "account"/,
    ],
    ["a label that is nearly a class", () => [wrong, "Refund"], /is nearly the name of the class "refund"/],
    ["no label", () => [wrong, undefined], /must have a text and a label/],
    [
      "an invalid date",
      () => [wrong, "refund", { date: new Date("x") }],
      /The option date must be a valid Date/,
    ],
    ["an invalid check", () => [wrong, "refund", { check: [1] }], /The option check must be a list/],
  ])("rejects %s", async (_, words, message) => {
    const classifier = await trained();
    const given = words() as Parameters<Classifier["correct"]>;
    await expect(classifier.correct(...given)).rejects.toThrow(message);
    await expect(classifier.correct(...given)).rejects.toBeInstanceOf(InputError);
    expect(classifier.corrections).toEqual([]);
  });

  it("needs a trained classifier", async () => {
    const classifier = new Classifier({ encoder });
    await expect(classifier.correct(wrong, "refund")).rejects.toBeInstanceOf(NotTrainedError);
    await expect(classifier.undoCorrection()).rejects.toBeInstanceOf(NotTrainedError);
  });

  it("accepts any text and any name of a new class, and undoing takes all of it back", async () => {
    const classifier = await trained();
    const before = await answers(classifier);
    const anyText = fc.string({ unit: "binary", minLength: 1 }).filter((text) => /[\p{L}\p{N}]/u.test(text));
    const classes = classifier.classes.length;
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (text, name) => {
        await classifier.correct(text, name, { acceptNewLabels: true });
        expect(await classifier.predict(text)).toBe(name.trim());
        await classifier.undoCorrection();
        expect(await answers(classifier)).toBe(before);
        expect(classifier.classes.length).toBe(classes);
      }),
      { numRuns: 25 },
    );
  });

  it("makes corrections that are asked for at the same time one after the other", async () => {
    const classifier = await trained();
    await Promise.all(questions.slice(0, 3).map((text) => classifier.correct(text, "account")));
    expect(classifier.corrections.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await classifier.predict(questions.slice(0, 3))).toEqual(["account", "account", "account"]);
  });
});

describe("undoCorrection", () => {
  it("returns every answer to the last bit, and keeps the correction in the history", async () => {
    const classifier = await trained();
    const before = await answers(classifier);
    await classifier.correct(wrong, "refund", { date });
    await classifier.correct("a zebra", "zoo", { date });
    const { undone } = await classifier.undoCorrection(1, { date });
    expect(undone).toMatchObject({ number: 1, text: wrong, undone: date.toISOString() });
    expect(await classifier.predict("a zebra")).toBe("zoo");
    await classifier.undoCorrection(undefined, { date });
    expect(await answers(classifier)).toBe(before);
    expect(classifier.corrections.map((each) => each.undone)).toEqual([
      date.toISOString(),
      date.toISOString(),
    ]);
    await expect(classifier.undoCorrection()).rejects.toThrow(/There is no correction to undo/);
    await expect(classifier.undoCorrection(1)).rejects.toThrow(/The correction 1 is undone already/);
    await expect(classifier.undoCorrection(3)).rejects.toThrow(
      /There is no correction 3; the history has 1 to 2/,
    );
  });

  it("brings an earlier correction of the same text back", async () => {
    const classifier = await trained();
    await classifier.correct(wrong, "refund");
    await classifier.correct(wrong, "account");
    expect(await classifier.predict(wrong)).toBe("account");
    await classifier.undoCorrection();
    expect(await classifier.predict(wrong)).toBe("refund");
  });

  it("trains again without a correction that a training has learnt from", async () => {
    const classifier = await trained();
    const before = await answers(classifier);
    await classifier.correct(wrong, "account");
    const { real } = await classifier.train({ tune: false });
    expect(real).toBe(16);
    expect(classifier.corrections[0].trained).toBe(true);
    expect(classifier.examples.at(-1)).toEqual({ text: wrong, label: "account", origin: "real" });
    const { undone } = await classifier.undoCorrection();
    expect(undone?.trained).toBe(true);
    expect(classifier.examples.length).toBe(15);
    expect(await answers(classifier)).toBe(before);
  });

  it("keeps an example that was there before its text was corrected", async () => {
    const classifier = await trained();
    classifier.addDataToClass("account", wrong);
    await classifier.correct(wrong, "account");
    await classifier.train({ tune: false });
    await classifier.undoCorrection();
    expect(classifier.examples.length).toBe(16);
  });

  it("leaves everything as it was if the model cannot be trained without it", async () => {
    const classifier = await trained();
    await classifier.correct("a zebra", "zoo");
    await classifier.train({ tune: false });
    classifier.defineClass({ name: "empty" });
    const before = await answers(classifier);
    await expect(classifier.undoCorrection()).rejects.toThrow(/"empty" has neither a description/);
    expect(await answers(classifier)).toBe(before);
    expect(classifier.corrections[0].undone).toBeUndefined();
    expect(classifier.examples.length).toBe(16);
  });
});

describe("a corrected classifier that is saved", () => {
  it("answers the same when it is loaded, and can be undone then: all files but the history are the same bytes", async () => {
    const folder = temporaryFolder();
    const classifier = await trained(manyRows);
    await classifier.save(join(folder, "before"));
    await classifier.correct(wrong, "account");
    await classifier.correct("a zebra", "zoo");
    await classifier.save(join(folder, "corrected"));
    const loaded = await Classifier.load(join(folder, "corrected"), { encoder });
    expect(await answers(loaded)).toBe(await answers(classifier));
    expect(loaded.corrections).toEqual(classifier.corrections);
    await loaded.undoCorrection();
    await loaded.undoCorrection();
    await loaded.save(join(folder, "undone"));
    for (const file of ["classes.json", "examples.jsonl", "head.safetensors", "vectors.safetensors"]) {
      const bytes = (name: string) => readFileSync(join(folder, name, file)).toString("base64");
      expect(bytes("undone")).toBe(bytes("before"));
    }
    const bytes = await loaded.toBytes();
    const again = await Classifier.fromBytes(bytes, { encoder });
    expect(Buffer.from(await again.toBytes()).equals(bytes)).toBe(true);
  });

  it("embeds nothing but the corrected text after a restart", async () => {
    const path = join(temporaryFolder(), "model");
    await (await trained(manyRows)).save(path);
    const counting = countingEncoder();
    const loaded = await Classifier.load(path, { encoder: counting });
    const report = await loaded.correct(wrong, "account");
    expect(report.examples.texts).toBe(manyRows.length);
    expect(counting.embedded).toEqual([wrong]);
  });

  it("keeps the vectors of examples that were added later, so that the second correction embeds none of them", async () => {
    const path = join(temporaryFolder(), "model");
    const first = await trained();
    first.addExamples(manyRows.map((row) => ({ ...row, origin: "real" })));
    await first.correct("another text", "account");
    await first.save(path);
    const counting = countingEncoder();
    const loaded = await Classifier.load(path, { encoder: counting });
    const report = await loaded.correct(wrong, "account");
    expect(report.examples.texts).toBe(15 + manyRows.length);
    expect(counting.embedded).toEqual([wrong]);
  });

  it("learns from its corrections in the next training, in which a new class keeps its text", async () => {
    const classifier = await trained();
    await classifier.correct("a zebra", "zoo");
    const { classes, real } = await classifier.train({ tune: false });
    expect([classes, real]).toEqual([4, 16]);
    expect(await classifier.predict("a zebra")).toBe("zoo");
    const { openCorrections } = await classifier.correct(wrong, "account");
    expect(openCorrections).toBe(1);
  });

  it("remembers the rows of its training, not later ones, after a correction replaced the label of one", async () => {
    const path = join(temporaryFolder(), "model");
    const classifier = await trained();
    await classifier.correct(rows.refund[0], "account");
    await classifier.train({ tune: false });
    classifier.addDataToClass("refund", "zzz qqq");
    const before = await answers(classifier);
    await classifier.save(path);
    expect(await answers(await Classifier.load(path, { encoder }))).toBe(before);
  });
});
