import { describe, expect, it } from "vitest";
import { CancelledError, Classifier, InputError, NotTrainedError, train } from "../../src/index.ts";
import { encoder, examplesOf, prompts, rows } from "./tasks.ts";

const trained = () => train({ encoder, classes: prompts, examples: examplesOf(rows), tune: false });

/** Texts of nothing that the model knows. */
const weather = ["rain", "snow", "wind", "sun", "fog", "hail"].map(
  (word) => `weather forecast ${word} tomorrow`,
);
const texts = ["refund my parcel", "where is my password", ...weather, "track a parcel", rows.refund[0], " "];

describe("suggestLabels", () => {
  it("suggests different texts without a label, each with its probable classes", async () => {
    const classifier = await trained();
    const { suggestions, read, compared } = await classifier.suggestLabels(texts, { count: 4 });
    expect([read, compared]).toEqual([11, 9]);
    expect(new Set(suggestions.map(({ text }) => text)).size).toBe(4);
    expect(suggestions.map(({ text }) => text)).not.toContain(rows.refund[0]);
    for (const { scores } of suggestions) {
      expect(scores.map(({ label }) => label).sort()).toEqual(Object.keys(prompts).sort());
      expect(scores[0].probability).toBeGreaterThanOrEqual(scores[1].probability);
    }
  });

  it("names groups that are out of scope by their words", async () => {
    const classifier = await trained();
    classifier.addNoneExamples(
      ["zebras graze", "weather tomorrow", "weather forecast"].map((text) => ({ text, origin: "real" })),
    );
    await classifier.train({ tune: false });
    const { missingClasses } = await classifier.suggestLabels(texts);
    expect(missingClasses[0]).toMatchObject({ texts: 6 });
    expect(
      missingClasses[0].name.split(" ").every((word) => ["weather", "forecast", "tomorrow"].includes(word)),
    ).toBe(true);
    expect(missingClasses[0].examples.length).toBe(3);
  });

  it("reads a long stream in bounded memory, and the same stream gives the same suggestions", async () => {
    const classifier = await trained();
    async function* stream() {
      for (let i = 0; i < 50_000; i++) yield { text: `parcel ${i % 7_000} is ${i % 3}`, id: i };
    }
    const [one, other] = [
      await classifier.suggestLabels(stream(), { count: 5, sampleSize: 200 }),
      await classifier.suggestLabels(stream(), { count: 5, sampleSize: 200 }),
    ];
    expect([one.read, one.compared, one.suggestions.length]).toEqual([50_000, 200, 5]);
    expect(other).toEqual(one);
    expect(one.suggestions[0].item).toMatchObject({ id: expect.any(Number) });
  });

  it("leaves out what was corrected, and suggests nothing of nothing", async () => {
    const classifier = await trained();
    await classifier.correct("refund my parcel", "refund");
    const { compared } = await classifier.suggestLabels(["refund my parcel"]);
    expect(compared).toBe(0);
    expect(await classifier.suggestLabels([])).toEqual({
      suggestions: [],
      missingClasses: [],
      read: 0,
      compared: 0,
    });
  });

  it("rejects what it cannot use", async () => {
    const classifier = await trained();
    await expect(classifier.suggestLabels(texts, { count: 0 })).rejects.toThrow(/The option count must be/);
    await expect(classifier.suggestLabels([5] as never)).rejects.toBeInstanceOf(InputError);
    await expect(classifier.suggestLabels(5 as never)).rejects.toBeInstanceOf(InputError);
    await expect(new Classifier({ encoder }).suggestLabels(texts)).rejects.toBeInstanceOf(NotTrainedError);
    const signal = AbortSignal.abort();
    await expect(classifier.suggestLabels(texts, { signal })).rejects.toBeInstanceOf(CancelledError);
  });
});
