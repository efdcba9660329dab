import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { areaUnderRoc, type Encoder, evaluate, openEncoder, train } from "../../src/index.ts";

interface Excerpt {
  readonly prompts: Readonly<Record<string, string>>;
  readonly rows: readonly { readonly text: string; readonly label: string }[];
  readonly few: readonly { readonly text: string; readonly label: string }[];
  readonly outside: readonly string[];
}

/** A fixed small part of the accuracy bench. Floors are about two standard errors below the measured values. */
const floors = [
  { set: "banking77", withRows: false, tune: false, accuracy: 0.76, calibrationError: 0.08 },
  { set: "banking77", withRows: true, tune: false, accuracy: 0.8, calibrationError: 0.08 },
  { set: "clinc150", withRows: false, tune: false, accuracy: 0.8, calibrationError: 0.08 },
  { set: "sms_spam", withRows: false, tune: false, accuracy: 0.79, calibrationError: 0.11 },
  { set: "sms_spam", withRows: true, tune: false, accuracy: 0.84, calibrationError: 0.13 },
  { set: "sms_spam", withRows: true, tune: true, accuracy: 0.84, calibrationError: 0.08 },
];

let encoder: Encoder;
beforeAll(async () => {
  encoder = await openEncoder();
});
afterAll(() => encoder.dispose());

describe("accuracy on excerpts of public sets", () => {
  it.each(floors)(
    "$set, four rows per class: $withRows, tuned: $tune, stays above its floor",
    async ({ set, withRows, tune, ...floor }) => {
      const excerpt = readExcerpt(set);
      const classifier = await train({
        classes: excerpt.prompts,
        examples: withRows ? excerpt.few : [],
        encoder,
        tune,
      });
      const found = evaluate(
        excerpt.rows.map(({ label }) => label),
        await classifier.classify(excerpt.rows.map(({ text }) => text)),
      );
      expect(found.accuracy).toBeGreaterThanOrEqual(floor.accuracy);
      expect(found.expectedCalibrationError).toBeLessThanOrEqual(floor.calibrationError);
    },
  );

  it.each([
    { label: "not spam", accuracy: 0.83 },
    { label: "spam", accuracy: 0.77 },
  ])(
    "sms_spam, four rows of $label and none of the other class, stays above its floor",
    async ({ label, accuracy }) => {
      const excerpt = readExcerpt("sms_spam");
      const examples = excerpt.few.filter((row) => row.label === label);
      expect(examples).toHaveLength(4);
      const classifier = await train({ classes: excerpt.prompts, examples, encoder, tune: false });
      const found = evaluate(
        excerpt.rows.map((row) => row.label),
        await classifier.classify(excerpt.rows.map(({ text }) => text)),
      );
      expect(found.accuracy).toBeGreaterThanOrEqual(accuracy);
    },
  );

  it("separates out-of-scope questions from questions of 150 classes, with descriptions only", async () => {
    const excerpt = readExcerpt("clinc150");
    const classifier = await train({ classes: excerpt.prompts, encoder });
    const inside = await classifier.classify(excerpt.rows.map(({ text }) => text));
    const outside = await classifier.classify(excerpt.outside);
    const none = (all: typeof inside) => all.map(({ noneProbability }) => noneProbability);
    expect(areaUnderRoc(none(outside), none(inside))).toBeGreaterThanOrEqual(0.92);
  });
});

function readExcerpt(set: string): Excerpt {
  return JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `${set}.json`), "utf8"));
}
