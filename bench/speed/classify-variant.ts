import { Classifier, type Encoder, train } from "../../src/index.ts";
import { secondsOf, type Variant } from "./in-turn.ts";

/** Measures the texts per second of `classify`, with a classifier of these classes that has no vectors in memory. */
export async function classifyVariant(
  prompts: Readonly<Record<string, string>>,
  texts: readonly string[],
  encoder: Encoder,
): Promise<Variant> {
  const model = await (await train({ classes: prompts, encoder })).toBytes();
  return {
    name: `classify, ${Object.keys(prompts).length} classes`,
    unit: "texts/s",
    async measure() {
      // A new classifier per round, since a classifier caches the vectors of texts.
      const classifier = await Classifier.fromBytes(model, { encoder });
      return texts.length / (await secondsOf(() => classifier.classify(texts)));
    },
  };
}
