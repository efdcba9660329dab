import { expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";

it("5,000 classes are trained, saved and answered with probabilities that sum to one", async () => {
  const encoder = createHashingEncoder(32);
  const classifier = new Classifier({ encoder });
  for (let c = 0; c < 5000; c++) {
    classifier.defineClass({ name: `class ${c}`, prompt: `about w${c}x and v${c}y` });
  }
  classifier.addDataToClass("class 120", "a row of one class");
  expect(await classifier.train({ tune: false })).toMatchObject({ classes: 5000, real: 1 });
  const texts = ["a row of one class", "nothing of this"];
  const found = await classifier.predictProba(texts);
  for (const each of found) {
    const values = Object.values(each);
    expect(values).toHaveLength(5000);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  }
  expect(found[0]["class 120"]).toBeGreaterThanOrEqual(0.9);
  const loaded = await Classifier.fromBytes(await classifier.toBytes(), { encoder });
  expect(await loaded.predictProba(texts)).toEqual(found);
});
