import { expect, it } from "vitest";
import { tunedExamples } from "../../src/fine-tuning/tuning-examples.ts";
import type { Example } from "../../src/task/task.ts";
import type { TuningReport } from "../../src/trained-model/tuning-report.ts";

/** Forty texts, each with a near duplicate behind it. */
const examples = Array.from(
  { length: 40 },
  (_, i) => `${"abcdefghij"[i % 10].repeat(9)} ${"klmn"[Math.floor(i / 10)].repeat(9)}`,
)
  .flatMap((text) => [text, `${text} x`])
  .map((text): Example => ({ text, label: "a", origin: "real" }));
const report: TuningReport = {
  examples: 80,
  seed: 5,
  heldOut: 20,
  epochs: 3,
  epoch: 3,
  ended: "finished",
  share: 1,
};

it("near duplicates are held out together, except in models of pilesort 0.1.0", () => {
  const splitPairs = (learnt: ReadonlySet<Example>) =>
    examples.filter((example, i) => i % 2 === 0 && learnt.has(example) !== learnt.has(examples[i + 1]));
  expect(splitPairs(tunedExamples(examples, { ...report, grouped: true }))).toEqual([]);
  expect(splitPairs(tunedExamples(examples, report)).length).toBeGreaterThan(0);
});
