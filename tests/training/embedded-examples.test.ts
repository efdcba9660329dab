import { describe, expect, it } from "vitest";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { createRandom } from "../../src/math/random.ts";
import type { Example } from "../../src/task/task.ts";
import { groupTexts } from "../../src/task/text-groups.ts";
import { scoreWords } from "../../src/trained-model/word-model.ts";
import { chooseEmbedded } from "../../src/training/embedded-examples.ts";
import { fitPiles } from "../../src/training/fit-piles.ts";

const sizes = { common: 400, usual: 120, rare: 30 };
const names = Object.keys(sizes);
const random = createRandom(2);
const word = () => String.fromCharCode(...Array.from({ length: 6 }, () => 97 + random.nextInt(26)));

/** Texts of each class, all different: the name of the class and five words by chance. */
const examples = Object.entries(sizes).flatMap(([label, size]) =>
  Array.from({ length: size }, (): Example => {
    const text = [label, word(), word(), word(), word(), word()].join(" ");
    return { text, label, origin: "real" };
  }),
);
const labels = Int32Array.from(examples, ({ label }) => names.indexOf(label));
const groups = groupTexts(examples.map(({ text }) => text));

describe("the examples that are embedded", () => {
  it("are all if there are few", () => {
    const { embedded, others } = chooseEmbedded(examples, groups, labels, 550);
    expect(embedded).toHaveLength(550);
    expect(others).toHaveLength(0);
  });

  it("are all of the small classes and equally many of the large ones", () => {
    const { embedded, others } = chooseEmbedded(examples, groups, labels, 200);
    const counts = names.map((_, c) => embedded.filter((i) => labels[i] === c).length);
    expect(counts[2]).toBe(30);
    expect(Math.abs(counts[0] - 85)).toBeLessThan(10);
    expect(Math.abs(counts[1] - 85)).toBeLessThan(10);
    expect([...embedded, ...others].sort((a, b) => a - b)).toEqual([...labels.keys()]);
  });

  it("are at least 20 per class", () => {
    const { embedded } = chooseEmbedded(examples, groups, labels, 6);
    for (const [c] of names.entries())
      expect(embedded.filter((i) => labels[i] === c).length).toBeGreaterThanOrEqual(20);
  });

  it("are the same texts in any order, with nearly equal texts together", () => {
    const turned = examples.toReversed();
    const found = chooseEmbedded(
      turned,
      { ...groups, groups: groups.groups.toReversed() },
      labels.toReversed(),
      200,
    );
    const expected = chooseEmbedded(examples, groups, labels, 200);
    const texts = (some: readonly Example[], numbers: Int32Array) =>
      [...numbers].map((i) => some[i].text).sort();
    expect(texts(turned, found.embedded)).toEqual(texts(examples, expected.embedded));
    const own = new Set(Array.from(expected.embedded, (i) => groups.groups[i]));
    expect([...expected.others].some((i) => own.has(groups.groups[i]))).toBe(false);
  });

  it("bound the texts that the encoder reads, while words are learned from all", async () => {
    const inner = createHashingEncoder(32);
    let read = 0;
    const encoder: Encoder = {
      identity: inner.identity,
      embed(texts, options) {
        read += texts.length;
        return inner.embed(texts, options);
      },
      dispose: () => inner.dispose(),
    };
    const input = {
      classes: names.map((name) => ({ name })),
      snippets: [],
      examples,
      noneExamples: [],
      encoder,
      priors: "observed" as const,
      seed: 1,
    };
    const { report, words } = await fitPiles({ ...input, maxEmbedded: 150 });
    expect(read).toBe(report.embedded);
    expect(read).toBeLessThan(170);
    expect(report.real).toBe(550);
    const [, , rare] = scoreWords(words!, ["rare abcdef"]).data;
    expect(rare).toBe(Math.max(...scoreWords(words!, ["rare abcdef"]).data));
    expect((await fitPiles(input)).report.embedded).toBeUndefined();
  });
});
