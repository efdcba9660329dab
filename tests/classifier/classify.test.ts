import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Classifier } from "../../src/classifier/classifier.ts";
import { type TrainOptions, train } from "../../src/classifier/train.ts";
import { InputError } from "../../src/errors.ts";
import { encoder, examplesOf, prompts, questions, repeated, rows } from "./tasks.ts";

const withRows = await train({ encoder, classes: prompts, examples: examplesOf(rows) });
const promptsAlone = await train({ encoder, classes: prompts });

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const names = Object.keys(prompts);

async function expectSound(classifier: Classifier, texts: readonly string[]): Promise<void> {
  const classes = classifier.classes.map(({ name }) => name);
  const found = await classifier.classify(texts);
  expect(found.map(({ text }) => text)).toEqual(texts);
  for (const { prediction, outcome, probability, probabilities, noneProbability } of found) {
    expect(classes).toContain(prediction);
    expect(outcome).toBe("class");
    expect(Object.keys(probabilities).sort()).toEqual([...classes].sort());
    expect(Math.abs(sum(Object.values(probabilities)) - 1)).toBeLessThan(1e-6);
    expect(probability).toBe(Math.max(...Object.values(probabilities)));
    expect(probabilities[prediction!]).toBe(probability);
    expect(noneProbability).toBeGreaterThanOrEqual(0);
    expect(noneProbability).toBeLessThanOrEqual(1);
  }
}

describe("an answer", () => {
  it("is one of the classes for any text, with probabilities that sum to 1", async () => {
    const texts = fc.array(fc.string({ unit: "binary", maxLength: 40 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(texts, async (drawn) => {
        await expectSound(withRows, drawn);
        await expectSound(promptsAlone, drawn);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["prompts alone", promptsAlone],
    ["prompts and rows", withRows],
  ])("of %s is the class that shares words with the text", async (_, classifier) => {
    expect(await classifier.predict(questions.slice(0, 3))).toEqual(["shipping", "refund", "account"]);
  });

  it("is the same bit for bit alone and in any batch", async () => {
    const texts = [...questions, ...Object.values(rows).flat(), "", "parcel", "x".repeat(50)];
    for (const classifier of [withRows, promptsAlone]) {
      const alone = await Promise.all(texts.map((text) => classifier.classify(text)));
      const order = fc.shuffledSubarray(texts, { minLength: 1 });
      await fc.assert(
        fc.asyncProperty(order, async (drawn) => {
          const found = await classifier.classify(drawn);
          expect(found).toEqual(drawn.map((text) => alone[texts.indexOf(text)]));
        }),
        { numRuns: 30 },
      );
    }
  });

  it.each([
    ["a zero-width space", "\u200b"],
    ["NUL", "\0\0"],
    ["a lone surrogate", "\ud83d"],
    ["combining marks", "\u0301\u0308"],
    ["direction marks and a byte order mark", "\ufeff\u200e"],
  ])("to a text of %s only is the same as to an empty text", async (_, text) => {
    const { text: _empty, ...expected } = await withRows.classify("", { none: true });
    expect(expected).toMatchObject({ outcome: "none", noneProbability: 1 });
    expect(await withRows.classify(text, { none: true })).toEqual({ text, ...expected });
  });

  it("lists the classes from the most probable to the least, with `top` only the first ones", async () => {
    const all = await withRows.classify(questions[0]);
    const values = Object.values(all.probabilities);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    for (const top of [1, 2, 3, 9]) {
      const found = await withRows.classify(questions[0], { top });
      expect(Object.entries(found.probabilities)).toEqual(Object.entries(all.probabilities).slice(0, top));
      expect(found.scores).toEqual(all.scores.slice(0, top));
      expect(found.prediction).toBe(all.prediction);
    }
    expect(all.scores.map(({ label, probability }) => [label, probability])).toEqual(
      Object.entries(all.probabilities),
    );
  });

  it("to a blank text has equal probabilities for all classes, and the probability 1 for none", async () => {
    for (const found of await withRows.classify(["", " \t\n", "\u00a0"])) {
      expect(found.noneProbability).toBe(1);
      for (const name of names) expect(found.probabilities[name]).toBeCloseTo(1 / 3, 6);
    }
    const asked = await withRows.classify("", { none: true });
    expect(asked).toMatchObject({ prediction: null, outcome: "none", probability: 1 });
  });

  it("is none only with the option none, if P(none) is at least one half", async () => {
    const plain = await withRows.classify(questions);
    expect(plain.every(({ outcome }) => outcome === "class")).toBe(true);
    const asked = await withRows.classify(questions, { none: true });
    expect(new Set(asked.map(({ outcome }) => outcome))).toEqual(new Set(["class", "none"]));
    asked.forEach((answer, i) => {
      expect(answer.noneProbability).toBe(plain[i].noneProbability);
      expect(answer.outcome).toBe(answer.noneProbability >= 0.5 ? "none" : "class");
      const expected =
        answer.outcome === "none"
          ? answer.noneProbability
          : plain[i].probability * (1 - answer.noneProbability);
      expect(answer.probability).toBeCloseTo(expected, 12);
    });
  });

  it("is unsure below the threshold, with the probability of the withheld class", async () => {
    const { probability } = await withRows.classify("zebras graze");
    const above = await withRows.classify("zebras graze", { threshold: probability });
    const below = await withRows.classify("zebras graze", { threshold: Math.min(probability + 1e-9, 1) });
    expect(above.outcome).toBe("class");
    expect(below).toMatchObject({ prediction: null, outcome: "unsure", probability });
  });

  it("does not depend on the other texts of the call", async () => {
    const together = await withRows.classify(questions);
    for (const [i, text] of questions.entries()) {
      const alone = await withRows.classify(text);
      expect(alone.prediction).toBe(together[i].prediction);
      expect(alone.probability).toBeCloseTo(together[i].probability, 5);
    }
  });

  it("is the same from predict and predictProba, and an empty list has no answers", async () => {
    const found = await withRows.classify(questions);
    expect(await withRows.predict(questions)).toEqual(found.map(({ prediction }) => prediction));
    expect(await withRows.predictProba(questions)).toEqual(found.map(({ probabilities }) => probabilities));
    expect(await withRows.classify([])).toEqual([]);
  });

  it.each([
    [{ top: 0 }, /option top/],
    [{ top: 1.5 }, /option top/],
    [{ threshold: -0.1 }, /option threshold/],
    [{ threshold: Number.NaN }, /option threshold/],
  ])("is rejected for the options %j", async (options, message) => {
    await expect(withRows.classify("x", options)).rejects.toThrow(InputError);
    await expect(withRows.classify("x", options)).rejects.toThrow(message);
  });

  it("is rejected for a value that is not a text", async () => {
    await expect(withRows.classify(["x", 1 as never])).rejects.toThrow(/Text 2 .* not a string/);
  });
});

describe("a classifier gives valid answers and recognizes its own examples", () => {
  const { refund, shipping, account } = rows;
  const [refundPrompt, shippingPrompt] = [
    { name: "refund", prompt: prompts.refund },
    { name: "shipping", prompt: prompts.shipping },
  ];
  it.each<[string, Omit<TrainOptions, "encoder">]>([
    ["of rows alone", { classes: [], examples: examplesOf({ refund, shipping }) }],
    [
      "of one prompt, and rows of that class and the other",
      { classes: [refundPrompt], examples: examplesOf({ refund, shipping }) },
    ],
    [
      "of one prompt, and rows of all three classes",
      { classes: [refundPrompt], examples: examplesOf({ refund, shipping, account }) },
    ],
    [
      "of two prompts and rows of one of them",
      { classes: [refundPrompt, shippingPrompt], examples: examplesOf({ shipping }) },
    ],
    [
      "of two prompts and one example",
      { classes: [refundPrompt, shippingPrompt], examples: examplesOf({ refund: refund.slice(0, 1) }) },
    ],
    [
      "of two prompts and rows of a third class",
      { classes: [refundPrompt, shippingPrompt], examples: examplesOf({ account }) },
    ],
    [
      "of one example per class",
      {
        classes: [],
        examples: examplesOf({ refund: ["refund my money"], shipping: ["where is the parcel"] }),
      },
    ],
    [
      "of unbalanced rows",
      {
        classes: prompts,
        examples: examplesOf({
          refund: Array.from({ length: 30 }, (_, i) => `${refund[i % 5]} ${i}`),
          shipping: shipping.slice(0, 1),
        }),
      },
    ],
    ["of rows whose frequency counts", { classes: prompts, examples: examplesOf(rows), priors: "observed" }],
    [
      "of rows enough to try a correction",
      {
        classes: prompts,
        examples: examplesOf({
          refund: repeated(refund),
          shipping: repeated(shipping),
          account: repeated(account),
        }),
      },
    ],
  ])("%s", async (_, task) => {
    const classifier = await train({ encoder, ...task });
    await expectSound(classifier, questions);
    const [parcel, money] = await classifier.classify(["where is the parcel", "refund my money"]);
    expect([parcel.prediction, money.prediction]).toEqual(["shipping", "refund"]);
    // Surer than even by a clear step: scores that say something must not come out flat.
    const even = 1 / classifier.classes.length;
    expect(Math.min(parcel.probability, money.probability)).toBeGreaterThan(even + 0.1);
  });
});

describe("priors", () => {
  it("by name make the class with the larger prior more probable for every text", async () => {
    const favored = await train({
      encoder,
      classes: prompts,
      examples: examplesOf(rows),
      priors: { refund: 8, shipping: 1, account: 1 },
    });
    const [before, after] = [await withRows.predictProba(questions), await favored.predictProba(questions)];
    questions.forEach((text, i) => {
      if (text.trim() !== "") expect(after[i].refund).toBeGreaterThan(before[i].refund);
    });
  });

  it("by name in the ratio 8 : 1 move the log odds by ln 8, if there are descriptions only", async () => {
    const favored = await train({
      encoder,
      classes: prompts,
      priors: { refund: 8, shipping: 1, account: 1 },
    });
    const logOdds = async (classifier: Classifier) => {
      const found = await classifier.predictProba("zebras graze");
      return Math.log(found.refund / found.account);
    };
    expect((await logOdds(favored)) - (await logOdds(promptsAlone))).toBeCloseTo(Math.log(8), 3);
  });

  it.each([
    [{ priors: { refund: 1 } as never }, /"shipping" has none/],
    [{ priors: { refund: 1, shipping: 1, account: 1, other: 1 } as never }, /"other" is not one of them/],
    [{ priors: { refund: 0, shipping: 1, account: 1 } as never }, /option priors/],
    [{ priors: "equal" as never }, /option priors/],
    [{ seed: -1 }, /option seed/],
  ])("and seeds that are invalid are rejected: %j", async (options, message) => {
    const attempt = train({ encoder, classes: prompts, ...options });
    await expect(attempt).rejects.toThrow(InputError);
    await expect(attempt).rejects.toThrow(message);
  });
});
