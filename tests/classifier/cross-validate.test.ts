import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import type { CrossValidatedRow, CrossValidateOptions } from "../../src/classifier/cross-validation.ts";
import { planValidation } from "../../src/classifier/validation-plan.ts";
import { CancelledError, InputError } from "../../src/errors.ts";
import type { Example } from "../../src/task/task.ts";
import { encoder, prompts, rows } from "./tasks.ts";

async function classifierOf(given: Readonly<Record<string, readonly string[]>>, withPrompts = true) {
  const classifier = new Classifier({ encoder });
  if (withPrompts) {
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
  }
  for (const [name, texts] of Object.entries(given)) classifier.addDataToClass(name, texts);
  await classifier.train({ tune: false });
  return classifier;
}

async function answersOf(classifier: Classifier, options?: CrossValidateOptions) {
  const { basis, count, rows: stream } = await classifier.crossValidate(options);
  const found: CrossValidatedRow[] = [];
  for await (const row of stream) found.push(row);
  return { basis, count, found };
}

function real(label: string, text: string): Example {
  return { label, text, origin: "real" };
}

describe("cross-validation on real examples", () => {
  it("answers every example once, by a model that has not seen it", async () => {
    const classifier = await classifierOf(rows);
    const { basis, count, found } = await answersOf(classifier);
    const expected = Object.entries(rows).flatMap(([label, texts]) =>
      texts.map((text) => `${label}: ${text}`),
    );
    expect(found.map(({ label, text }) => `${label}: ${text}`).sort()).toEqual(expected.sort());
    expect([basis.source, basis.folds, count]).toEqual(["real examples", 4, 15]);
    // The model itself answers its own examples at 0.9 and more, since it remembers them.
    expect(found.some(({ answer }) => answer.probability < 0.9)).toBe(true);
  });

  it("gives the answer that a model gets by training without the held-out rows and their near duplicates", async () => {
    const classifier = await classifierOf(rows);
    const { found } = await answersOf(classifier);
    const { folds } = planValidation({
      classes: classifier.classes,
      examples: classifier.examples,
      noneExamples: [],
      seed: 0,
    })!;
    const [{ examples, heldOut }] = folds;
    const without = new Classifier({ encoder });
    for (const [name, prompt] of Object.entries(prompts)) without.defineClass({ name, prompt });
    for (const { label, text } of examples) without.addDataToClass(label, text);
    await without.train({ tune: false });
    for (const { text } of heldOut) {
      const { probabilities } = await without.classify(text);
      const own = found.find((row) => row.text === text)!.answer.probabilities;
      for (const [name, value] of Object.entries(probabilities)) expect(own[name]).toBeCloseTo(value, 6);
    }
  });

  it("keeps near duplicates on one side, also generated ones", () => {
    const examples: Example[] = [
      ...["Where is my parcel?", "where is my parcel", "Where is my parcel now?", "The dog barks."].map(
        (text) => real("shipping", text),
      ),
      ...["I want my money back", "Refund the payment", "Give it back", "Pay me"].map((text) =>
        real("refund", text),
      ),
      { label: "refund", text: "WHERE IS MY PARCEL?!", origin: "generated" },
    ];
    const classes = [{ name: "shipping" }, { name: "refund" }];
    const plan = planValidation({ classes, examples, noneExamples: [], seed: 0 })!;
    const fold = plan.folds.find(({ heldOut }) => heldOut.some(({ text }) => text === "where is my parcel"))!;
    expect(fold.heldOut.filter(({ text }) => /parcel/i.test(text))).toHaveLength(3);
    expect(fold.examples.some(({ text }) => /parcel/i.test(text))).toBe(false);
    expect(plan.rows).toBe(8);
  });

  it("holds out real out-of-scope texts, too", async () => {
    const classifier = await classifierOf(rows);
    classifier.addNoneExamples([
      { text: "What a day!", origin: "real" },
      { text: "Zebras graze.", origin: "real" },
    ]);
    const { found } = await answersOf(classifier, { none: true });
    expect(
      found
        .filter(({ label }) => label === null)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(["What a day!", "Zebras graze."]);
  });

  it("says which classes cannot be known because their only example is held out", async () => {
    const classifier = await classifierOf({ ...rows, hours: ["when do you open"] }, false);
    const { basis, found } = await answersOf(classifier);
    expect(basis.notes.join(" ")).toContain("1 class has neither a description nor a second example.");
    const only = found.find(({ label }) => label === "hours")!;
    expect(only.answer.probabilities).not.toHaveProperty("hours");
  });

  it("is the same each time, and stops if asked to", async () => {
    const classifier = await classifierOf(rows);
    expect(await answersOf(classifier)).toEqual(await answersOf(classifier));
    await expect(answersOf(classifier, { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
  });

  it("is rejected if fewer than two classes would be left", async () => {
    const classifier = await classifierOf({ a: ["one text"], b: ["quite another"] }, false);
    await expect(classifier.crossValidate()).rejects.toThrow(InputError);
  });
});

describe("cross-validation without real examples", () => {
  it("takes generated ones, and says that these are estimates from the pile", async () => {
    const classifier = new Classifier({ encoder });
    for (const [name, texts] of Object.entries(rows)) classifier.addDataToClass(name, texts, "generated");
    await classifier.train({ tune: false });
    const { basis, found } = await answersOf(classifier);
    expect(basis.source).toBe("generated examples");
    expect(basis.notes[0]).toContain(
      "There are no real rows: these are estimates from 15 generated texts of the pile",
    );
    expect(found).toHaveLength(15);
  });

  it("takes parts of the descriptions, trained on the snippets without the part", async () => {
    const { basis, found } = await answersOf(await classifierOf({}));
    expect(basis.source).toBe("descriptions");
    expect(basis.isEstimate).toBe(true);
    expect(basis.notes[0]).toMatch(/^There are no real rows\. \d+ parts of the descriptions were answered/);
    expect(new Set(found.map(({ label }) => label))).toEqual(new Set(Object.keys(prompts)));
    const classes = Object.entries(prompts).map(([name, prompt]) => ({ name, prompt }));
    for (const { snippets, heldOut } of planValidation({ classes, examples: [], noneExamples: [], seed: 0 })!
      .folds) {
      for (const { text, label } of heldOut) {
        const own = snippets.filter((snippet) => snippet.label === label).map((snippet) => snippet.text);
        expect(own.filter((each) => each.includes(text))).toEqual([]);
        expect(own.length).toBeGreaterThan(0);
      }
    }
  });
});

describe("cross-validation of a fine-tuned encoder", () => {
  const examples = Object.entries(rows).flatMap(([label, texts]) => texts.map((text) => real(label, text)));
  const task = { classes: Object.keys(rows).map((name) => ({ name })), examples, noneExamples: [], seed: 0 };

  it("scores only examples that the encoder was not fine-tuned on, and says so", () => {
    const seenByEncoder = new Set(examples.filter((_, i) => i % 5 !== 0));
    const plan = planValidation({ ...task, seenByEncoder })!;
    expect(plan.folds.flatMap(({ heldOut }) => heldOut.map(({ text }) => text)).sort()).toEqual(
      examples
        .filter((each) => !seenByEncoder.has(each))
        .map(({ text }) => text)
        .sort(),
    );
    expect(plan.basis.notes[1]).toContain(
      "fine-tuned on 12 of the 15 examples, so only the other 3 are scored",
    );
  });

  it("is not possible if it was fine-tuned on all examples", () => {
    expect(planValidation({ ...task, seenByEncoder: new Set(examples) })).toBeUndefined();
  });
});
