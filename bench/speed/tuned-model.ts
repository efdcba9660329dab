import { Classifier, openEncoder } from "../../src/index.ts";
import { measureInTurn, secondsOf, type Variant } from "./in-turn.ts";
import { findPublicSet } from "./public-texts.ts";
import type { Answer, Question, Skipped } from "./result.ts";

const rounds = 7;
const mostTexts = 500;
const rowsPerClass = 8;

export const tunedModel: Question = {
  name: "tuned",
  title: "How much slower does a fine-tuned model open and classify?",
  answer,
};

async function answer(): Promise<Answer | Skipped> {
  const set = findPublicSet("trec6");
  if ("skipped" in set) return set;
  const classifier = new Classifier();
  for (const [name, prompt] of Object.entries(set.prompts)) {
    classifier.defineClass({ name, prompt });
    const rows = set.train.filter(({ label }) => label === name).slice(0, rowsPerClass);
    classifier.addDataToClass(
      name,
      rows.map(({ text }) => text),
    );
  }
  await classifier.train({ tune: false });
  const frozen = await classifier.toBytes();
  const { tuning } = await classifier.train({ tune: true });
  if (!tuning?.share) return { skipped: "tuning kept nothing, so that there is nothing to compare" };
  const tuned = await classifier.toBytes();
  await classifier.dispose();
  // The first encoder also loads the library, so it is not measured.
  await (await openEncoder()).dispose();
  const opening = await measureInTurn([opened("frozen", frozen), opened("tuned", tuned)], rounds);
  const texts = set.test.slice(0, mostTexts).map(({ text }) => text);
  const variants = [await classified("frozen", frozen, texts), await classified("tuned", tuned, texts)];
  const speeds = await measureInTurn(variants, rounds);
  return {
    figures: [...opening, ...speeds],
    verdicts: [
      {
        name: "seconds to open, tuned - frozen",
        value: opening[1].median - opening[0].median,
        bound: "at most",
        aim: 0.4,
      },
      {
        name: "texts/s, tuned / frozen",
        value: speeds[1].median / speeds[0].median,
        bound: "at least",
        aim: 0.95,
      },
    ],
    notes: [`TREC6, ${rowsPerClass} rows per class. Opening means loading the model and the first answer.`],
  };
}

function opened(name: string, model: Uint8Array): Variant {
  return {
    name: `${name}, opening`,
    unit: "s",
    async measure() {
      let classifier: Classifier | undefined;
      const seconds = await secondsOf(async () => {
        classifier = await Classifier.fromBytes(model);
        await classifier.classify("What is it?");
      });
      await classifier?.dispose();
      return seconds;
    },
  };
}

async function classified(name: string, model: Uint8Array, texts: readonly string[]): Promise<Variant> {
  return {
    name: `${name}, classifying`,
    unit: "texts/s",
    async measure() {
      // A new classifier per round, since a classifier caches the vectors of texts.
      const classifier = await Classifier.fromBytes(model);
      await classifier.classify("What is it?");
      const seconds = await secondsOf(() => classifier.classify(texts));
      await classifier.dispose();
      return texts.length / seconds;
    },
  };
}
