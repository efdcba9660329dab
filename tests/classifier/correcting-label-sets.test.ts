import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Classification, Classifier } from "../../src/index.ts";
import { encoder, prompts, rows, trained } from "./label-set-tasks.ts";

const folder = mkdtempSync(join(tmpdir(), "pilesort-label-corrections-"));
afterAll(() => rmSync(folder, { recursive: true }));

const date = new Date("2026-11-28T09:30:00Z");
const wrong = "my lamp came in two halves";
const questions = [wrong, "the lamp is late", "give me my money", "qqq zzz", "hello", rows[0].text];

const answersOf = async (classifier: Classifier) => JSON.stringify(await classifier.classify(questions));
const largestChange = ({ probabilities: now }: Classification, { probabilities: before }: Classification) =>
  Math.max(...Object.keys(now).map((name) => Math.abs(now[name] - before[name])));
const labelsOf = async (classifier: Classifier, text: string) => (await classifier.classify(text)).labels;

describe("correct, with several labels per text", () => {
  it.each([[["damage", "refund"]], [["delivery"]], [[]], [["refund", "delivery", "damage"]]])(
    "answers the text with the labels %j at once",
    async (labels) => {
      const classifier = await trained();
      const before = (await labelsOf(classifier, wrong)) ?? [];
      const { corrected, openCorrections } = await classifier.correct(wrong, labels, { date });
      expect(corrected).toEqual([
        {
          number: 1,
          date: date.toISOString(),
          text: wrong,
          before: before[0] ?? "",
          labelsBefore: before,
          label: labels[0] ?? "",
          labels,
        },
      ]);
      expect(openCorrections).toBe(1);
      const found = await classifier.classify(wrong);
      expect(found.labels?.toSorted()).toEqual(labels.toSorted());
      for (const label of labels) expect(found.probabilities[label]).toBeGreaterThanOrEqual(0.9);
    },
  );

  it("answers the user's own example as corrected, and says that it had other labels", async () => {
    const classifier = await trained();
    const { contradicted } = await classifier.correct(rows[3].text, ["delivery"]);
    expect(contradicted).toEqual([
      { text: rows[3].text, label: "delivery", labels: ["delivery"], otherLabels: ["damage", "refund"] },
    ]);
    expect(await labelsOf(classifier, rows[3].text)).toEqual(["delivery"]);
  });

  it("embeds no example again, changes similar texts, and leaves the others to the last bit", async () => {
    const embedded: string[] = [];
    const counting = {
      ...encoder,
      embed: (texts: readonly string[], options?: object) => {
        embedded.push(...texts);
        return encoder.embed(texts, options);
      },
    };
    const many = rows.flatMap(({ text, labels }) =>
      ["today", "again", "soon"].map((word) => ({ text: `${text} ${word}`, labels })),
    );
    const classifier = await trained(many, prompts, counting);
    // By chance, the hashing encoder makes some of these a little similar to the corrected text.
    const others = ["qqq zzz", "vvv www", "kkk jjj", "bbb nnn", "xyxy", "ppp lll"];
    const before = await classifier.classify(others);
    const similar = "my lamp came in halves";
    const [{ probabilities: old }] = await classifier.classify([similar]);
    embedded.length = 0;
    const report = await classifier.correct(wrong, ["damage"], { check: [similar] });
    expect(new Set(embedded)).toEqual(new Set([wrong]));
    expect(report.examples.texts).toBeGreaterThan(0);
    expect(report.checked.texts).toBe(1);
    const [now, ...same] = await classifier.classify([similar, ...others]);
    expect(now.probabilities.refund).toBeLessThan(old.refund);
    const untouched = same.filter((found, i) => JSON.stringify(found) === JSON.stringify(before[i]));
    expect(untouched.length).toBeGreaterThanOrEqual(1);
    const farFrom = same.filter((found, i) => largestChange(found, before[i]) < 0.1);
    expect(farFrom.length).toBeGreaterThanOrEqual(4);
    for (const { text, labels } of farFrom)
      expect(labels).toEqual(before.find((each) => each.text === text)?.labels);
  });

  it("reports the labels of answers that changed, before and after", async () => {
    const classifier = await trained();
    const similar = "my lamp came in halves";
    const before = await labelsOf(classifier, similar);
    const report = await classifier.correct(wrong, ["damage", "delivery"], {
      check: [{ text: similar, labels: ["damage"] }],
    });
    const after = await labelsOf(classifier, similar);
    expect(after).not.toEqual(before);
    expect(report.checked.changed).toMatchObject([
      { text: similar, labelsBefore: before, labelsAfter: after, labels: ["damage"] },
    ]);
  });

  it.each([[["delivery"]], [[]], [["delivery", "gift"]]])(
    "undoes the correction to %j to the last bit",
    async (labels) => {
      const classifier = await trained();
      const before = await answersOf(classifier);
      const names = classifier.classes.map(({ name }) => name);
      await classifier.correct("another text about a lamp", ["refund"]);
      await classifier.undoCorrection();
      await classifier.correct(wrong, labels, { pin: true });
      expect(await answersOf(classifier)).not.toBe(before);
      const { undone } = await classifier.undoCorrection();
      expect(undone).toMatchObject({ number: 2, labels });
      expect(await answersOf(classifier)).toBe(before);
      expect(classifier.classes.map(({ name }) => name)).toEqual(names);
      expect(classifier.pinnedTexts).toEqual([]);
    },
  );

  it("undoes corrections that a training has learnt from, and keeps the examples that others need", async () => {
    const classifier = await trained();
    const before = await answersOf(classifier);
    const [examples, none] = [classifier.examples.length, classifier.noneExamples.length];
    await classifier.correct([
      { text: wrong, labels: ["damage", "refund"] },
      { text: rows[0].text, labels: [] },
    ]);
    await classifier.train();
    expect(classifier.examples).toHaveLength(examples + 2);
    expect(classifier.noneExamples).toHaveLength(none + 1);
    expect(await labelsOf(classifier, rows[0].text)).toEqual([]);
    expect((await labelsOf(classifier, wrong))?.toSorted()).toEqual(["damage", "refund"]);
    await classifier.undoCorrection(2);
    await classifier.undoCorrection(1);
    expect(classifier.examples).toHaveLength(examples);
    expect(classifier.noneExamples).toHaveLength(none);
    expect(await answersOf(classifier)).toBe(before);
  });

  it("is the same after saving and loading, and after training again from its own data", async () => {
    const classifier = await trained();
    await classifier.correct([
      { text: "a lamp", labels: ["gift"] },
      { text: rows[0].text, labels: [] },
    ]);
    await classifier.train();
    await classifier.correct(wrong, [], { pin: true });
    const before = await answersOf(classifier);
    const path = join(folder, "model");
    await classifier.save(path);
    const loaded = await Classifier.load(path, { encoder });
    expect(await answersOf(loaded)).toBe(before);
    expect(loaded.corrections).toEqual(classifier.corrections);
    expect(loaded.pinnedTexts).toEqual([{ text: wrong, label: "", labels: [] }]);
    expect(await loaded.retrain()).toMatchObject({ isSame: true, changedFiles: [] });
  });

  it("gives a new label only to texts that are nearest to one that has it", async () => {
    const classifier = await trained();
    const { newClasses } = await classifier.correct([
      { text: "do you sell gift cards", labels: ["gift"] },
      { text: "do you sell lamp cards", labels: [] },
    ]);
    expect(newClasses).toEqual(["gift"]);
    const found = await classifier.classify(["do you sell gift cards?", "do you sell lamp cards!", "hello"]);
    expect(found.map(({ labels = [] }) => labels.includes("gift"))).toEqual([true, false, false]);
    for (const { probabilities } of found) expect(Object.keys(probabilities)).toHaveLength(4);
  });

  it("reports a pinned test that fails, and pins an answer that is right without a correction", async () => {
    const classifier = await trained();
    const first = await classifier.correct(rows[3].text, ["refund", "damage"], { pin: true });
    expect(first.corrected).toEqual([]);
    const { pinned } = await classifier.correct(rows[3].text, ["delivery"]);
    expect(pinned.failed).toMatchObject([
      { text: rows[3].text, labelsBefore: ["refund", "damage"], labelsAfter: ["delivery"] },
    ]);
  });

  it("takes one label as a string, and rejects two corrections of one text", async () => {
    const classifier = await trained();
    await classifier.correct(wrong, "damage");
    expect(await labelsOf(classifier, wrong)).toEqual(["damage"]);
    const twice = [
      { text: "x y", labels: ["damage"] },
      { text: "x y ", labels: ["damage", "refund"] },
    ];
    await expect(classifier.correct(twice)).rejects.toThrow(
      'is corrected to "damage" and to "damage", "refund"',
    );
    await expect(classifier.correct(" ", [])).rejects.toThrow("without a visible character");
  });
});
