import { join } from "node:path";
import { expect, it } from "vitest";
import { Classifier, createHashingEncoder } from "../../src/index.ts";

/** Saved by version 0.1.0 with createHashingEncoder(32): two prompts, three rows. It must always load and give these answers. */
const folder = join(import.meta.dirname, "fixtures/format-1");

it("a trained model of format 1 loads, gives the same answers, and can be trained again", async () => {
  const classifier = await Classifier.load(folder, { encoder: createHashingEncoder(32) });
  expect(classifier.metadata).toEqual({ team: "mail" });
  const [refund, delivery] = await classifier.classify(["money back please", "lost parcel"]);
  expect(refund).toMatchObject({ prediction: "refund", outcome: "class" });
  expect(refund.probability).toBeCloseTo(0.998042, 4);
  expect(refund.noneProbability).toBeCloseTo(0.032583, 4);
  expect(delivery.prediction).toBe("delivery");
  classifier.addDataToClass("refund", "lost parcel, money back");
  expect((await classifier.train()).real).toBe(4);
});
