import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/index.ts";
import { encoder, rows, trained } from "./label-set-tasks.ts";

const text = "my lamp arrived broken and I want a refund";

describe("the explanation of labels", () => {
  it("says of each given label its threshold, and of the nearest others why they are not given", async () => {
    const classifier = await trained();
    const { labels, answer, isOwnExample } = await classifier.explainLabels(text);
    const thresholds = classifier.labelThresholds!;
    expect(isOwnExample).toBe(false);
    expect(labels.filter(({ isGiven }) => isGiven).map(({ label }) => label)).toEqual(answer.labels);
    expect(labels.length).toBeGreaterThan(0);
    for (const { label, probability, threshold, isGiven } of labels) {
      expect(threshold).toBe(thresholds[label]);
      expect(probability).toBe(answer.probabilities[label]);
      expect(isGiven).toBe(probability >= threshold);
    }
  });

  it("is faithful: without the named words the probability is as said, for every label", async () => {
    const classifier = await trained();
    const { labels } = await classifier.explainLabels(text, { labels: ["refund", "damage", "delivery"] });
    expect(labels.map(({ label }) => label)).toEqual(["refund", "damage", "delivery"]);
    for (const { label, probability, words, phrases, changedBy, isGiven } of labels) {
      expect(words.length).toBeGreaterThan(5);
      for (const effect of [...words, ...phrases]) {
        const found = await classifier.classify(effect.remaining);
        expect(found.probabilities[label]).toBe(effect.probability);
        expect(effect.change).toBeCloseTo(effect.probability - probability, 12);
        expect(effect.isGiven).toBe(found.labels?.includes(label));
        // Removing the places that are named gives the remaining text, up to blanks.
        const cut = effect.places
          .toReversed()
          .reduce((all, { start, end }) => all.slice(0, start) + all.slice(end), text);
        expect(cut.replace(/\s+/g, " ").trim()).toBe(effect.remaining);
      }
      const sizes = words.map(({ change }) => Math.abs(change));
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      if (changedBy === undefined) continue;
      const { labels: then, probabilities } = await classifier.classify(changedBy.remaining);
      expect(then?.includes(label)).toBe(!isGiven);
      expect(probabilities[label]).toBe(changedBy.probability);
    }
    expect(labels.some(({ changedBy }) => changedBy !== undefined)).toBe(true);
  });

  it("names the nearest examples of each label with their origin", async () => {
    const classifier = await trained();
    const { labels, searched } = await classifier.explainLabels(text, { labels: ["damage"], nearest: 100 });
    const [{ nearest }] = labels;
    expect(nearest.every(({ label }) => label === "damage")).toBe(true);
    expect(new Set(nearest.map(({ origin }) => origin))).toEqual(new Set(["prompt", "real"]));
    expect(nearest.map(({ similarity }) => similarity)).toEqual(
      nearest.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
    );
    expect(searched.examples).toBe(searched.of);
    const few = await classifier.explainLabels(text, { labels: ["damage", "refund"], maxExamples: 4 });
    expect(few.labels.every((each) => each.nearest.length > 0)).toBe(true);
    expect(few.searched.examples).toBe(4);
  });

  it("says that a text is an example of the user, and takes thresholds as classify does", async () => {
    const classifier = await trained();
    expect((await classifier.explainLabels(rows[3].text)).isOwnExample).toBe(true);
    const { labels } = await classifier.explainLabels(text, { threshold: 0 });
    expect(labels.every(({ isGiven }) => isGiven)).toBe(true);
    expect(labels).toHaveLength(3);
  });

  it("explains a blank text as one without labels, and a long one within the limit of removals", async () => {
    const classifier = await trained();
    expect(await classifier.explainLabels(" \n")).toMatchObject({ labels: [], isOwnExample: false });
    const long = Array.from({ length: 40 }, (_, i) => `The lamp number ${i} is broken today.`).join(" ");
    const [{ words, phrases }] = (
      await classifier.explainLabels(long, { labels: ["damage"], maxRemovals: 30 })
    ).labels;
    expect(words.length + phrases.length).toBeLessThanOrEqual(30);
    expect(phrases.length).toBeGreaterThan(5);
  });

  it("explains labels that only a correction knows", async () => {
    const classifier = await trained();
    await classifier.correct("do you sell gift cards", ["gift"]);
    const { labels, isOwnExample } = await classifier.explainLabels("do you sell gift cards");
    expect(isOwnExample).toBe(true);
    expect(labels.find(({ label }) => label === "gift")).toMatchObject({ isGiven: true });
  });

  it("rejects unknown labels and classifiers with one class per text with one sentence", async () => {
    const classifier = await trained();
    await expect(classifier.explainLabels(text, { labels: ["refnd"] })).rejects.toThrow('names "refnd"');
    await expect(classifier.explain(text)).rejects.toThrow("several labels per text; use explainLabels");
    const single = new Classifier({ encoder });
    await expect(single.explainLabels(text)).rejects.toThrow("use explain.");
  });
});
