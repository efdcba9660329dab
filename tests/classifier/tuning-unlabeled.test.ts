import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { InputError } from "../../src/errors.ts";
import { createRandom } from "../../src/math/random.ts";
import { temporaryFolder } from "./tasks.ts";

const subjects = ["my kitten", "the tomcat", "our puppy", "the hound"];
const verbs = [
  "meows",
  "purrs",
  "naps",
  "hisses",
  "scratches",
  "barks",
  "fetches",
  "growls",
  "howls",
  "digs",
];
const texts = subjects.flatMap((subject) =>
  verbs.flatMap((verb) => [`${subject} ${verb} all night`, `${subject} ${verb} in the garden`]),
);
const questions = ["the kitten sleeps", "a hound runs after a stick", "whiskers and paws"];

function described(): Classifier {
  const classifier = new Classifier({ seed: 3 });
  opened.push(classifier);
  classifier.defineClass({ name: "cat", prompt: "Cats purr, meow and scratch." });
  classifier.defineClass({ name: "dog", prompt: "Dogs bark, fetch and howl." });
  return classifier;
}

async function tuned(some: readonly string[]): Promise<Classifier> {
  const classifier = described();
  classifier.addUnlabeled(some);
  await classifier.train({ tune: true });
  return classifier;
}

const opened: Classifier[] = [];
afterAll(() => Promise.all(opened.map((each) => each.dispose())));
const whole = await tuned(texts);

describe("a classifier that was fine-tuned on texts without labels", () => {
  it("reports how many texts it learned from, and how often words and vectors agreed", () => {
    const { tuning, unlabeled } = whole.report!;
    expect(unlabeled?.unused).toBeUndefined();
    expect(tuning).toMatchObject({ examples: 0, heldOut: 0, unlabeled: expect.any(Number) });
    expect(tuning!.unlabeled).toBeLessThanOrEqual(texts.length / 2);
    expect(tuning!.agreement!.after).toBeGreaterThanOrEqual(tuning!.agreement!.before);
    expect(whole.report!.heldOutAccuracy).toBeUndefined();
    expect(whole.examples).toEqual([]);
  });

  it("is the same for any order of the texts", async () => {
    const other = await tuned(createRandom(5).shuffle(texts));
    expect(other.report).toEqual(whole.report);
    expect(await other.predictProba(questions)).toEqual(await whole.predictProba(questions));
  });

  it("answers the same when it is loaded, and cannot be trained again without the texts", async () => {
    const folder = join(temporaryFolder(), "model");
    await whole.save(folder);
    const loaded = await Classifier.load(folder);
    opened.push(loaded);
    expect(await loaded.predictProba(questions)).toEqual(await whole.predictProba(questions));
    expect(loaded.report).toEqual(whole.report);
    await expect(loaded.retrain()).rejects.toThrow("fine-tuned on texts without labels");
  });
});

it("fine-tuning is rejected if there are neither examples nor texts that show something", async () => {
  const few = described();
  few.addUnlabeled(texts.slice(0, 10));
  await expect(few.train({ tune: true })).rejects.toThrow(InputError);
  await expect(few.train({ tune: true })).rejects.toThrow("these texts show too little");
  await expect(described().train({ tune: true })).rejects.toThrow("give texts without labels");
});
