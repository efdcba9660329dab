import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Classifier, createHashingEncoder, InputError, type LabelSet } from "../../src/index.ts";

const encoder = createHashingEncoder(64);
const folder = mkdtempSync(join(tmpdir(), "pilesort-labels-"));
afterAll(() => rmSync(folder, { recursive: true }));

const prompts = {
  refund: "The customer wants money back, a refund.",
  delivery: "The parcel is late, lost or not delivered.",
  damage: "The product is broken, scratched or in pieces.",
};

const parts = {
  refund: ["please refund me", "give my money back", "a refund now"],
  delivery: ["the parcel is late", "nothing was delivered", "my parcel is lost"],
  damage: ["it is broken", "the glass is in pieces", "scratched product"],
};

/** Texts of one label, of two, of all and of none. */
const rows: readonly LabelSet[] = [0, 1, 2].flatMap((i) => [
  { text: parts.refund[i], labels: ["refund"] },
  { text: parts.delivery[i], labels: ["delivery"] },
  { text: parts.damage[i], labels: ["damage"] },
  { text: `${parts.damage[i]}, ${parts.refund[(i + 1) % 3]}`, labels: ["damage", "refund"] },
  { text: `${parts.delivery[i]}, ${parts.refund[(i + 2) % 3]}`, labels: ["delivery", "refund"] },
  {
    text: `${parts.delivery[i]}, ${parts.refund[(i + 1) % 3]}, ${parts.damage[(i + 2) % 3]}`,
    labels: ["delivery", "refund", "damage"],
  },
  { text: ["do you sell cards", "opening hours", "what a nice day"][i], labels: [] },
]);

async function trained(given: readonly LabelSet[] = rows, names: Record<string, string> = prompts) {
  const classifier = new Classifier({ encoder, multiLabel: true });
  for (const [name, prompt] of Object.entries(names)) classifier.defineClass({ name, prompt });
  if (given.length > 0) classifier.addLabelSets(given);
  await classifier.train();
  return classifier;
}

describe("a classifier with several labels per text", () => {
  it("answers from descriptions alone with probabilities that need not sum to 1", async () => {
    const classifier = await trained([]);
    const [found] = await classifier.classify(["the parcel is late, I want a refund, money back"]);
    const sum = Object.values(found.probabilities).reduce((total, value) => total + value, 0);
    expect(found.labels).toContain("refund");
    expect(Math.abs(sum - 1)).toBeGreaterThan(1e-3);
    expect(classifier.report).toMatchObject({ calibratedOn: { basis: "rule" }, labelSets: { texts: 0 } });
    await classifier.dispose();
  });

  it("answers texts with one label or two, and blank ones with none", async () => {
    const classifier = await trained();
    const texts = ["the parcel is late", "it is broken, please refund me", " \n"];
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
      () => classifier.correct("x", "refund"),
      () => classifier.explain("x"),
      () => classifier.suggestLabels(["x"]),
      () => classifier.crossValidate(),
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

  it("takes several labels only with the option multiLabel", () => {
    const classifier = new Classifier({ encoder });
    expect(() => classifier.addLabelSets(rows)).toThrow("need the option multiLabel");
  });
});
