import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Classifier, InputError, readModelCard } from "../../src/index.ts";
import { encoder, prompts, rows, trained } from "./label-set-tasks.ts";

const folder = mkdtempSync(join(tmpdir(), "pilesort-labels-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a classifier with several labels per text", () => {
  it("answers from descriptions alone with probabilities that need not sum to 1", async () => {
    const classifier = await trained([]);
    const [found] = await classifier.classify(["The parcel is late. I want a refund, money back."]);
    const sum = Object.values(found.probabilities).reduce((total, value) => total + value, 0);
    expect(found.labels?.toSorted()).toEqual(["delivery", "refund"]);
    expect(sum).toBeGreaterThan(1.1);
    expect(classifier.report).toMatchObject({ calibratedOn: { basis: "rule" }, labelSets: { texts: 0 } });
    await classifier.dispose();
  });

  it("gives a text the labels of its sentences, whatever their order", async () => {
    const classifier = await trained([]);
    const sentences = [
      "The parcel is late and not delivered.",
      "My cup is broken, it is in pieces.",
      "Good day to you.",
    ];
    const texts = [sentences.join(" "), sentences.toReversed().join(" "), ...sentences];
    const [joined, reversed, ...alone] = await classifier.classify(texts, { threshold: 0.3 });
    expect(joined.labels?.toSorted()).toEqual(["damage", "delivery"]);
    expect(reversed.labels?.toSorted()).toEqual(["damage", "delivery"]);
    expect(alone.slice(0, 2).map(({ labels }) => labels)).toEqual([["delivery"], ["damage"]]);
    for (const label of ["damage", "delivery"])
      expect(joined.probabilities[label]).toBeLessThan(
        Math.max(...alone.map((each) => each.probabilities[label])),
      );
    expect(classifier.report).toMatchObject({ labelSets: { readsSentences: true } });
    await classifier.dispose();
  });

  it("answers texts with one label or two, and blank ones with none", async () => {
    const classifier = await trained();
    const texts = ["the parcel is late", "the product is broken, please refund me", " \n"];
    const found = await classifier.classify(texts);
    expect(found.map(({ labels }) => labels?.toSorted())).toEqual([["delivery"], ["damage", "refund"], []]);
    expect(found[2]).toMatchObject({ prediction: null, outcome: "none" });
    expect(found[0]).toMatchObject({ prediction: "delivery", outcome: "class" });
    await classifier.dispose();
  });

  it("answers its own texts with their labels", async () => {
    const classifier = await trained();
    for (const { text, labels } of rows.filter((row) => row.labels.length > 0)) {
      const { probabilities, labels: answered } = await classifier.classify(text);
      expect(answered?.toSorted()).toEqual(labels.toSorted());
      for (const label of labels) expect(probabilities[label]).toBeGreaterThanOrEqual(0.9);
    }
    await classifier.dispose();
  });

  it("gives every label the same probability and threshold if the labels change places", async () => {
    const [one, other] = [
      await trained(rows),
      await trained(rows, Object.fromEntries(Object.entries(prompts).toReversed())),
    ];
    const text = "late parcel and broken glass";
    const [first, second] = [await one.classify(text), await other.classify(text)];
    expect(second.labels).toEqual(first.labels);
    for (const [name, value] of Object.entries(first.probabilities)) {
      expect(second.probabilities[name]).toBeCloseTo(value, 1);
    }
    await one.dispose();
    await other.dispose();
  });

  it("is the same after saving and loading, as a folder and as bytes", async () => {
    const classifier = await trained();
    const path = join(folder, "saved");
    await classifier.save(path);
    const texts = ["broken and late", "please refund me", ""];
    const found = await classifier.classify(texts);
    for (const loaded of [
      await Classifier.load(path, { encoder }),
      await Classifier.fromBytes(await classifier.toBytes(), { encoder }),
    ]) {
      expect(loaded.multiLabel).toBe(true);
      expect(await loaded.classify(texts)).toEqual(found);
      await expect(loaded.classify(texts, { precision: 0.999 })).rejects.toThrow("cannot be promised");
      await loaded.train();
      expect(await loaded.classify(texts)).toEqual(found);
      await loaded.dispose();
    }
    await classifier.dispose();
  });

  it("takes the same rows again without adding them", async () => {
    const classifier = new Classifier({ encoder, multiLabel: true });
    const pairs = rows.reduce((sum, { labels }) => sum + Math.max(labels.length, 1), 0);
    expect(classifier.addLabelSets(rows)).toEqual({ added: pairs, known: 0, repeated: 0 });
    expect(classifier.addLabelSets(rows)).toEqual({ added: 0, known: pairs, repeated: 0 });
  });

  it("trains 500 labels, of which some never occur and some have no description", async () => {
    const names = Array.from({ length: 500 }, (_, c) => `label ${c}`);
    const classifier = new Classifier({ encoder, multiLabel: true });
    for (const [c, name] of names.entries()) {
      classifier.defineClass({ name, ...(c < 490 && { prompt: `Texts about subject${c} and topic${c}.` }) });
    }
    const texts = names.slice(200).map((name, c) => ({
      text: `a text about subject${c + 200}, and about subject${c + 100}`,
      labels: c % 2 === 0 ? [name, names[c + 100]] : [name],
    }));
    classifier.addLabelSets([
      ...texts,
      { text: "everything", labels: names },
      { text: "nothing at all", labels: [] },
    ]);
    await classifier.train();
    const [all, nothing] = await classifier.classify(["everything", "an unrelated message"]);
    expect(all.labels).toHaveLength(500);
    expect(Object.values(nothing.probabilities).every((value) => value >= 0 && value <= 1)).toBe(true);
    await classifier.dispose();
  });

  it("asks each label for a threshold of its own, or for one that is given", async () => {
    const classifier = await trained();
    const { labels } = await classifier.classify("anything", { threshold: 0 });
    expect(labels).toHaveLength(3);
    expect((await classifier.classify("anything", { threshold: 1 })).labels).toEqual([]);
    await classifier.dispose();
  });

  it.each([
    ["none", { none: true }],
    ["costs", { costs: { refund: { delivery: 2 } } }],
    ["coverage", { coverage: 0.9 }],
    ["threshold", { threshold: 0.5, precision: 0.9 }],
  ])("rejects the option %s", async (name, options) => {
    const classifier = await trained([]);
    await expect(classifier.classify("x", options)).rejects.toThrow(`option ${name}`);
    await classifier.dispose();
  });

  it("rejects what needs one class per text with one sentence", async () => {
    const classifier = await trained();
    const calls = [
      () => classifier.explain("x"),
      () => classifier.detectDrift(["x"]),
      () => classifier.predict("x"),
    ];
    for (const call of calls) {
      const failed = await call().then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failed).toBeInstanceOf(InputError);
      expect((failed as InputError).message).toContain("several labels per text");
    }
    await expect(classifier.train({ tune: true })).rejects.toThrow("cannot be fine-tuned as it was opened");
    await classifier.dispose();
  });

  it("has a card with its figures, and is the same after training again from its own data", async () => {
    const classifier = await trained();
    const path = join(folder, "with-card");
    await classifier.save(path);
    const { card, markdown } = await readModelCard(path);
    expect(markdown).toContain("3 classes. A text may have several of them, or none.");
    expect(markdown).toContain("- Texts without a class: 3 real and 0 generated.");
    const { heldOut } = classifier.report!.labelSets!;
    expect(card.figures.map(({ name, value, rows: texts }) => [name, value, texts])).toEqual([
      ["micro-F1", heldOut!.microF1, 21],
      ["macro-F1", heldOut!.macroF1, 21],
    ]);
    const loaded = await Classifier.load(path, { encoder });
    expect(await loaded.retrain()).toMatchObject({ isSame: true });
    await loaded.dispose();
  });

  it("suggests texts of which some label is near its threshold, and compares texts with those of another time", async () => {
    const classifier = await trained();
    const texts = ["please refund me", "the lamp is late or broken", "qqq zzz", "my parcel is lost again"];
    const { suggestions, compared } = await classifier.suggestLabels(texts, { count: 2 });
    expect(compared).toBe(3);
    expect(suggestions).toHaveLength(2);
    const thresholds = classifier.labelThresholds!;
    for (const { text, scores, noneProbability } of suggestions) {
      const { probabilities, noneProbability: expected } = await classifier.classify(text);
      expect(Object.fromEntries(scores.map((each) => [each.label, each.probability]))).toEqual(probabilities);
      expect(noneProbability).toBe(expected);
      expect(Object.keys(thresholds)).toEqual(Object.keys(prompts));
    }
    // The endings differ, so that the texts are not near duplicates.
    const ending = (i: number) => [7, 31, 57].map((step) => (step ** 4 * (i + 11)).toString(36)).join(" ");
    const weeks = (from: number) =>
      Array.from({ length: 80 }, (_, i) => `${rows[i % rows.length].text} ${ending(from + i)}`);
    const { verdict } = await classifier.detectDrift(weeks(0), { reference: weeks(1000) });
    expect(verdict).toBe("same");
  });

  it("takes several labels only with the option multiLabel", () => {
    const classifier = new Classifier({ encoder });
    expect(() => classifier.addLabelSets(rows)).toThrow("need the option multiLabel");
  });
});
