import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { InputError, NotTrainedError } from "../../src/errors.ts";

const classes = {
  refund: "The customer wants money back, was charged twice, or disputes a payment.",
  delivery: "A parcel is late, lost, or went to the wrong address.",
  praise: "The customer is happy and says thank you.",
};
const own = "I was charged twice for one lamp";
const generated = { text: "the courier left my box with a stranger", label: "delivery" } as const;

let classifier: Classifier;

beforeAll(async () => {
  classifier = new Classifier();
  classifier.addExamples([
    { text: own, label: "refund", origin: "real" },
    { ...generated, origin: "generated", source: { generator: "writer", call: "1" } },
  ]);
  classifier.addNoneExamples([{ text: "what is the capital of France", origin: "real" }]);
  await classifier.promptTrain(classes);
});
afterAll(() => classifier.dispose());

const vocabulary =
  "I my the a parcel money refund late lost thanks lovely never arrived charged twice card address driver, please! zebra 😀 don't".split(
    " ",
  );
const texts = fc
  .array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 12 })
  .map((words) => words.join(" "));

describe("explain", () => {
  it("names words and phrases whose removal changes the probability as it says", async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const found = await classifier.explain(text);
        const { label, probability } = found.explained;
        const effects = [...found.words, ...found.phrases];
        expect(effects.length).toBeGreaterThan(0);
        const answers = await classifier.classify(effects.map(({ remaining }) => remaining));
        for (const [i, effect] of effects.entries()) {
          expect(answers[i].probabilities[label]).toBeCloseTo(effect.probability, 6);
          expect(effect.change).toBeCloseTo(effect.probability - probability, 6);
          expect(answers[i].scores[0].label).toBe(effect.prediction);
          expect(answers[i].noneProbability).toBeCloseTo(effect.noneProbability, 6);
          for (const { start, end } of effect.places) {
            expect(text.slice(start, end).toLowerCase()).toBe(effect.part.toLowerCase());
          }
          const letters = (value: string) => value.replaceAll(/\s/g, "").length;
          const removed = effect.places.reduce(
            (sum, { start, end }) => sum + letters(text.slice(start, end)),
            0,
          );
          expect(letters(effect.remaining)).toBe(letters(text) - removed);
        }
        const sizes = found.words.map(({ change }) => Math.abs(change));
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      }),
      { numRuns: 15, seed: 1 },
    );
  }, 60_000);

  it("says which words change the answer if they are removed together", async () => {
    const { changedBy, explained } = await classifier.explain("my parcel is lost");
    const answer = await classifier.classify(changedBy!.remaining);
    expect(answer.prediction).toBe(changedBy!.prediction);
    expect(answer.probability).toBeCloseTo(changedBy!.probability, 6);
    expect(changedBy!.prediction).not.toBe(explained.label);
    for (const word of changedBy!.words) expect(changedBy!.remaining).not.toContain(word);
  });

  it("removes a word everywhere, whatever its case", async () => {
    const { words } = await classifier.explain("Parcel, parcel. PARCEL is late");
    const parcel = words.find(({ part }) => part === "Parcel")!;
    expect(parcel.places).toEqual([
      { start: 0, end: 6 },
      { start: 8, end: 14 },
      { start: 16, end: 22 },
    ]);
    expect(parcel.remaining).toBe(", . is late");
  });

  it("finds the nearest examples of every origin", async () => {
    const near = async (text: string) => (await classifier.explain(text, { nearest: 1 })).nearest[0];
    expect(await near("courier left the box with a stranger")).toMatchObject({
      label: "delivery",
      text: generated.text,
      origin: "generated",
      source: { generator: "writer", call: "1" },
    });
    expect(await near("I was charged twice for a lamp")).toMatchObject({ text: own, origin: "real" });
    expect(await near("customer is happy and says thank you")).toMatchObject({
      origin: "prompt",
      label: "praise",
    });
    expect(await near("the capital of France")).toMatchObject({ label: null, origin: "real" });
  });

  it("searches at most the given number of examples, those of probable classes first", async () => {
    const { nearest, searched } = await classifier.explain("my parcel is lost", { maxExamples: 3 });
    expect(searched.examples).toBe(3);
    expect(searched.of).toBeGreaterThan(8);
    expect(new Set(nearest.map(({ label }) => label))).toEqual(new Set(["delivery"]));
  });

  it("separates the runner-up: without the words against it, it gains", async () => {
    const text = "I was charged twice for the parcel that never came";
    const { explained, runnerUp } = await classifier.explain(text);
    const before = await classifier.predictProba(text);
    const odds = (found: Readonly<Record<string, number>>) =>
      Math.log(found[explained.label] / found[runnerUp.label]);
    expect(runnerUp.wordsAgainst.length).toBeGreaterThan(0);
    expect(runnerUp.wordsFor.length).toBeGreaterThan(0);
    for (const effect of [...runnerUp.wordsAgainst, ...runnerUp.wordsFor]) {
      const after = await classifier.predictProba(effect.remaining);
      expect(odds(after) - odds(before)).toBeCloseTo(effect.oddsChange, 4);
    }
    expect(runnerUp.wordsAgainst.every(({ oddsChange }) => oddsChange < 0)).toBe(true);
    expect(runnerUp.wordsFor.every(({ oddsChange }) => oddsChange > 0)).toBe(true);
    expect(runnerUp.nearest?.label).toBe(runnerUp.label);
  });

  it("says why a text is out of scope", async () => {
    const text = "what is the capital of Spain";
    const { none, answer } = await classifier.explain(text, { none: true });
    expect(answer.outcome).toBe("none");
    expect(none).toMatchObject({ isOutOfScope: true, probability: answer.noneProbability });
    expect(none.wordsFor[0].noneProbability).toBeLessThan(none.probability);
  });

  it("compares with the model's own probability if the text is one of the user's examples", async () => {
    const found = await classifier.explain(own);
    expect(found.isOwnExample).toBe(true);
    expect(found.explained.probability).not.toBe(found.answer.probabilities.refund);
    expect((await classifier.explain(`${own} again`)).isOwnExample).toBe(false);
  });

  it("explains a text with more words than its cap", async () => {
    const rest = Array.from({ length: 120 }, (_, i) => `word${i}${i % 11 === 10 ? "." : ""}`).join(" ");
    const { words, phrases } = await classifier.explain(`My parcel is lost and late. ${rest}`, {
      maxRemovals: 12,
    });
    expect(words.length).toBeLessThanOrEqual(6);
    expect(phrases.length).toBeLessThanOrEqual(6);
    expect(words.length + phrases.length).toBeGreaterThan(6);
    expect(phrases[0].part).toContain("parcel");
  }, 120_000);

  it("explains texts without a word", async () => {
    for (const text of ["", "  ", "?!", "👍"]) {
      const found = await classifier.explain(text);
      expect(found.words).toHaveLength(text === "👍" ? 1 : 0);
      expect(found.explained.probability).toBeCloseTo(found.answer.scores[0].probability, 6);
    }
  });

  it("rejects lists, invalid options and untrained classifiers", async () => {
    await expect(classifier.explain(["a"] as unknown as string)).rejects.toThrow(InputError);
    await expect(classifier.explain("a", { nearest: -1 })).rejects.toThrow(
      "The option nearest must be a whole number, 0 or more",
    );
    await expect(new Classifier().explain("a")).rejects.toThrow(NotTrainedError);
  });
});

describe("explain after a correction to a new class", () => {
  it("gives the probabilities of classify, those of the new class too", async () => {
    const corrected = new Classifier({ encoder: createHashingEncoder(128) });
    await corrected.promptTrain(classes, { tune: false });
    await corrected.correct("the flap is broken", "repair");
    const text = "the flap is broken again today";
    const { answer, explained, runnerUp } = await corrected.explain(text);
    const { probabilities } = await corrected.classify(text);
    expect(answer.prediction).toBe("repair");
    expect(explained).toMatchObject({ label: "repair", probability: probabilities.repair });
    expect(runnerUp?.probability).toBe(probabilities[runnerUp!.label]);
  });
});
