import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { createRandom } from "../../src/math/random.ts";
import { encoder, prompts, rows, temporaryFolder } from "./tasks.ts";

/** Words of the descriptions, and words that only the texts of the class have. */
const words = {
  refund: [
    ["money", "refund", "payment"],
    ["chargeback", "overbilled", "voucher", "invoice"],
  ],
  shipping: [
    ["parcel", "delivered", "late"],
    ["courier", "depot", "van", "doorstep"],
  ],
  account: [
    ["signing", "passwords", "profile"],
    ["login", "captcha", "username", "locked"],
  ],
} as const;

/** Texts that join the words of a class, 36 per class. */
const texts = Object.values(words).flatMap(([known, own]) =>
  known.flatMap((a) => own.flatMap((b) => ["my", "the", "again"].map((c) => `${c} ${a} ${b}`))),
);
const questions = Object.values(words).flatMap(([, own]) => own.map((word) => `${word} ${own[0]}`));
const truths = Object.entries(words).flatMap(([label, [, own]]) => own.map(() => label));

async function trained(unlabeled: readonly string[], withRows = false): Promise<Classifier> {
  const classifier = new Classifier({ encoder });
  for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
  if (withRows) for (const [name, some] of Object.entries(rows)) classifier.addDataToClass(name, some);
  if (unlabeled.length > 0) classifier.addUnlabeled(unlabeled);
  await classifier.train({ tune: false });
  return classifier;
}

const correct = (predictions: readonly string[]) =>
  predictions.filter((prediction, i) => prediction === truths[i]).length;

describe("texts without labels", () => {
  it("teach a classifier words that its descriptions lack", async () => {
    const before = correct(await (await trained([])).predict(questions));
    const classifier = await trained(texts);
    expect(classifier.report?.unlabeled).toMatchObject({ given: 108, used: expect.any(Number) });
    expect(classifier.report?.unlabeled?.unused).toBeUndefined();
    expect(before).toBeLessThan(10);
    expect(correct(await classifier.predict(questions))).toBeGreaterThanOrEqual(11);
  });

  it("give the same model in any order and with copies", async () => {
    const first = await trained(texts);
    const others = await trained(createRandom(3).shuffle([...texts, ...texts]));
    expect(await others.predictProba(questions)).toEqual(await first.predictProba(questions));
    expect(others.report?.unlabeled).toEqual({ ...first.report?.unlabeled, given: 216 });
  });

  it("are sampled if there are very many, and the report says so", async () => {
    const many = Array.from({ length: 10_400 }, (_, i) => `${texts[i % texts.length]} ${i}`);
    const first = await trained(many);
    expect(first.report?.unlabeled).toMatchObject({ given: 10_400, sampled: true });
    expect(first.report!.unlabeled!.used).toBeLessThanOrEqual(10_000);
    const others = await trained(createRandom(4).shuffle(many));
    expect(await others.predictProba(questions)).toEqual(await first.predictProba(questions));
  });

  it("leave answers as they were if they are in another language", async () => {
    const english = ["my cat purrs", "a dog that barks", "kittens and whiskers", "the puppy fetches a stick"];
    const finnish = ["kissa", "koira", "pentu", "eläin"].flatMap((who) =>
      ["nukkuu", "leikkii", "syö", "juoksee", "istuu", "odottaa"].flatMap((what) =>
        ["pihalla", "kotona", "yöllä", "ikkunalla"].map((where) => `${who} ${what} ${where} hiljaa`),
      ),
    );
    const answersWith = async (some: readonly string[]) => {
      await using classifier = new Classifier();
      classifier.defineClass({ name: "cat", prompt: "Cats purr, meow and scratch." });
      classifier.defineClass({ name: "dog", prompt: "Dogs bark, fetch and howl." });
      classifier.addUnlabeled(some);
      await classifier.train({ tune: false });
      return classifier.predict(english);
    };
    expect(await answersWith(finnish)).toEqual(["cat", "dog", "cat", "dog"]);
  });

  it("are not examples, and known rows keep their labels", async () => {
    const classifier = await trained([...texts, ...rows.refund], true);
    expect(classifier.examples).toHaveLength(15);
    expect(await classifier.predict(rows.refund)).toEqual(rows.refund.map(() => "refund"));
    const without = await trained([], true);
    expect(classifier.report?.heldOutAccuracy).toBe(without.report?.heldOutAccuracy);
  });

  it("teach a classifier with generated examples too", async () => {
    const classifier = new Classifier({ encoder });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    for (const [name, some] of Object.entries(rows)) classifier.addDataToClass(name, some, "generated");
    await classifier.train({ tune: false });
    const before = correct(await classifier.predict(questions));
    classifier.addUnlabeled(texts);
    const { unlabeled } = await classifier.train({ tune: false });
    expect(unlabeled?.unused).toBeUndefined();
    expect(correct(await classifier.predict(questions))).toBeGreaterThan(before);
  });

  it("are saved as what they taught, not as texts", async () => {
    const classifier = await trained(texts, true);
    const folder = `${temporaryFolder()}/model`;
    await classifier.save(folder);
    const loaded = await Classifier.load(folder, { encoder });
    expect(await loaded.predictProba(questions)).toEqual(await classifier.predictProba(questions));
    expect(loaded.report).toEqual(classifier.report);
    expect(loaded.examples).toEqual(classifier.examples);
    const report = await loaded.train({ tune: false });
    expect(report.unlabeled).toBeUndefined();
    expect(report.warnings.map(({ kind }) => kind)).toContain("unlabeled-missing");
    await loaded.save(folder);
    const warned = await Classifier.load(folder, { encoder });
    expect(warned.report).toEqual(loaded.report);
    expect(await warned.retrain()).toEqual({ isSame: true, changedFiles: [], notes: [] });
    await classifier.save(folder);
    const again = await Classifier.load(folder, { encoder });
    again.addUnlabeled(texts);
    expect((await again.train({ tune: false })).warnings.map(({ kind }) => kind)).not.toContain(
      "unlabeled-missing",
    );
    expect(await again.predictProba(questions)).toEqual(await classifier.predictProba(questions));
  });

  it.each([
    ["few", texts.slice(0, 20)],
    ["few", ["", " ", "\n"]],
    ["few", Array.from({ length: 500 }, () => "the same parcel")],
    [
      "oneClass",
      words.refund[0].flatMap((a) => Array.from({ length: 40 }, (_, i) => `refund money ${a} payment ${i}`)),
    ],
  ])("change nothing if they show nothing: %s", async (unused, some) => {
    const without = await trained([]);
    const classifier = await trained(some);
    expect(classifier.report?.unlabeled).toMatchObject({ used: 0, changed: 0, unused });
    expect(await classifier.predictProba(questions)).toEqual(await without.predictProba(questions));
  });

  it("change nothing if they are all out of scope", async () => {
    const strange = Array.from(
      { length: 300 },
      (_, i) => `zebras graze near quartz in the desert ${"abcde"[i % 5]}${i}`,
    );
    const classifier = new Classifier({ encoder });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    for (const [name, some] of Object.entries(rows)) classifier.addDataToClass(name, some);
    classifier.addNoneExamples(strange.slice(0, 20).map((text) => ({ text, origin: "real" })));
    await classifier.train({ tune: false });
    const before = await classifier.predictProba(questions);
    classifier.addUnlabeled(strange);
    const { unlabeled } = await classifier.train({ tune: false });
    expect(unlabeled).toMatchObject({ used: 0, unused: "outOfScope" });
    expect(await classifier.predictProba(questions)).toEqual(before);
  });

  it("teach the vectors alone if words are not wanted", async () => {
    const classifier = new Classifier({ encoder });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    classifier.addUnlabeled(texts);
    const report = await classifier.train({ tune: false, words: false });
    expect(report.unlabeled?.used).toBeGreaterThan(50);
    expect(report.words).toBeUndefined();
    const without = await trained([]);
    expect(await classifier.predictProba(questions)).not.toEqual(await without.predictProba(questions));
  });

  it("must be strings", () => {
    const classifier = new Classifier({ encoder });
    expect(() => classifier.addUnlabeled([1] as never)).toThrow("Text 1 of the list is not a string");
  });
});
