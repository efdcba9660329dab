import { beforeAll, describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { InputError } from "../../src/errors.ts";
import { createRandom } from "../../src/math/random.ts";
import { modelFromBytes } from "../../src/model-file/bytes.ts";
import { encoder as hashing } from "./tasks.ts";

const topics = [
  "garden",
  "kitchen",
  "office",
  "river",
  "market",
  "station",
  "school",
  "forest",
  "museum",
  "harbor",
];
const verbs = ["visit", "clean", "paint", "leave", "find", "close", "open", "cross", "guard", "measure"];
const deciding = { praise: "splendid", complaint: "dreadful" };

/** An encoder that sees what a sentence is about, but not the word that decides. */
const encoder: Encoder = {
  identity: hashing.identity,
  embed: (texts, options) =>
    hashing.embed(
      texts.map((text) => text.replaceAll(/splendid|dreadful/gi, "")),
      options,
    ),
  dispose: async () => {},
};

/** Sentences about anything, in which one word decides. */
function rowsOf(label: keyof typeof deciding, count: number): string[] {
  const random = createRandom(label.length);
  const pick = (list: readonly string[]) => list[Math.floor(random.nextFloat() * list.length)];
  return Array.from({ length: count }, (_, i) => {
    const sentence = `We ${pick(verbs)} the ${pick(topics)} and ${pick(verbs)} the ${pick(topics)}`;
    return i % 2 === 0 ? `${sentence}, ${deciding[label]}` : `${deciding[label]}: ${sentence}`;
  });
}

function gathered(): Classifier {
  const classifier = new Classifier({ encoder });
  for (const label of ["praise", "complaint"] as const) classifier.addDataToClass(label, rowsOf(label, 80));
  return classifier;
}

const news = [
  "They measure the station, and it was splendid",
  "A dreadful day at the harbor",
  "The splendid museum, again",
  "Dreadful forest!",
];

describe("a classifier that learns from words", () => {
  let withWords: Classifier;
  let without: Classifier;
  beforeAll(async () => {
    [withWords, without] = [gathered(), gathered()];
    await withWords.train({ tune: false });
    await without.train({ tune: false, words: false });
  });

  it("reports the size of the word model, also on its card, and has none if words are not wanted", async () => {
    const bytes = await withWords.toBytes();
    expect(withWords.report?.words).toEqual({ grams: expect.any(Number), bytes: expect.any(Number) });
    expect(without.report).not.toHaveProperty("words");
    expect(modelFromBytes(bytes).card).toMatch(
      /Words beside vectors: \d+ grams, \d+ kB in the model folder\./,
    );
    expect(withWords.report!.heldOutAccuracy).toBeGreaterThanOrEqual(without.report!.heldOutAccuracy!);
  });

  it("knows the deciding word in new sentences, with more confidence than without words", async () => {
    expect(await withWords.predict(news)).toEqual(["praise", "complaint", "praise", "complaint"]);
    const [first, second] = [await withWords.predictProba(news[0]), await without.predictProba(news[0])];
    expect(first.praise).toBeGreaterThan(second.praise);
  });

  it("answers the same after saving, from the same bytes, in format 5 only if it has a word model", async () => {
    const bytes = await withWords.toBytes();
    const loaded = await Classifier.fromBytes(bytes, { encoder });
    expect(await loaded.predictProba(news)).toEqual(await withWords.predictProba(news));
    expect(await loaded.toBytes()).toEqual(bytes);
    expect(loaded.report).toEqual(withWords.report);
    expect(modelFromBytes(bytes).words).toBeDefined();
    expect(modelFromBytes(await without.toBytes()).words).toBeUndefined();
  });

  it("gives a text the same probabilities to the last bit, whatever its neighbors", async () => {
    const together = await withWords.predictProba([...news, ...rowsOf("praise", 20)]);
    for (const [i, text] of news.entries()) expect(await withWords.predictProba(text)).toEqual(together[i]);
  });

  it("never lowers the score of a class for a text that is added to it", async () => {
    for (const text of [news[0], "We close the river", "A dreadful station", "office"]) {
      const before = await withWords.predictProba(text);
      for (const label of ["praise", "complaint"]) {
        const more = gathered();
        more.addDataToClass(label, text);
        await more.train({ tune: false });
        expect((await more.predictProba(text))[label]).toBeGreaterThanOrEqual(before[label]);
      }
    }
  });

  it("does not change with copies of rows", async () => {
    const copies = gathered();
    copies.addDataToClass(
      "praise",
      rowsOf("praise", 80).map((text) => `${text} `),
    );
    copies.addDataToClass(
      "praise",
      rowsOf("praise", 40).map((text) => text.toUpperCase()),
    );
    await copies.train({ tune: false });
    const [once, often] = [await withWords.predictProba(news), await copies.predictProba(news)];
    for (const [i, { praise }] of once.entries()) expect(often[i].praise).toBeCloseTo(praise, 2);
  });

  it("rejects another value than true and false for the option words", async () => {
    const options = { words: "no" as unknown as boolean };
    await expect(gathered().train(options)).rejects.toThrow(InputError);
    await expect(gathered().train(options)).rejects.toThrow(/words must be true or false/);
  });
});
