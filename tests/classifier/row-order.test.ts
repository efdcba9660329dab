import { expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { createRandom } from "../../src/math/random.ts";
import { encoder as hashing, prompts, questions } from "./tasks.ts";

const random = createRandom(5);
const own = { refund: "money", shipping: "parcel", account: "password" };
const places = ["river", "market", "harbor", "museum", "school", "forest", "station", "office"];
/** An encoder that does not see the words that decide, so that a word model helps. */
const encoder: Encoder = {
  ...hashing,
  identity: hashing.identity,
  embed: (texts, options) =>
    hashing.embed(
      texts.map((text) => text.replaceAll(/money|parcel|password/g, "")),
      options,
    ),
};

/** Rows of three classes, in most of which one word decides. */
const rows = Object.entries(own).flatMap(([label, word]) =>
  Array.from({ length: 60 }, (_, i) => {
    const pick = () => places[random.nextInt(places.length)];
    const text = `${pick()} ${i % 12 === 0 ? "thing" : word} ${pick()} ${pick()} ${i % 7 === 0 ? "" : i}`;
    return { text, label, origin: "real" as const };
  }),
);

async function trainedOn(given: typeof rows): Promise<Classifier> {
  const classifier = new Classifier({ encoder });
  for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
  classifier.addExamples(given);
  await classifier.train({ tune: false });
  return classifier;
}

it("rows in any order give the same answers, with a word model too", async () => {
  const inOrder = await trainedOn(rows);
  expect(inOrder.report?.words).toBeDefined();
  const texts = [...questions, ...rows.slice(0, 200).map(({ text }) => `${text} again`)];
  const expected = await inOrder.predictProba(texts);
  for (const given of [rows.toReversed(), random.shuffle([...rows])]) {
    const found = await (await trainedOn(given)).predictProba(texts);
    const differences = found.flatMap((each, i) =>
      Object.entries(each).map(([name, probability]) => Math.abs(probability - expected[i][name])),
    );
    expect(Math.max(...differences)).toBe(0);
  }
});
