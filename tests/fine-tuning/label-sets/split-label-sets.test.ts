import { expect, it } from "vitest";
import { shareToHoldOut, splitLabelSets } from "../../../src/fine-tuning/label-sets/split-label-sets.ts";
import type { Example } from "../../../src/task/task.ts";

const words = ["apple", "river", "stone", "cloud", "lamp", "paper", "violin", "desert", "winter", "engine"];
const textOf = (i: number) =>
  `${words[i % 10]} ${words[Math.floor(i / 10) % 10]} ${words[Math.floor(i / 100)]}`;
const example = (text: string, label: string): Example => ({ text, label, origin: "real" });

/** 900 texts: all have the label common, every tenth also rare. The rare ones come last. */
const texts = Array.from({ length: 900 }, (_, i) => textOf(i));
const examples = [
  ...texts.map((text) => example(text, "common")),
  ...texts.filter((_, i) => i % 10 === 0).map((text) => example(text, "rare")),
];

it("labels are as common among the held-out texts as among all, whatever their order", () => {
  const { heldOut, tuningExamples } = splitLabelSets(examples, [], { seed: 1, share: 0.25 });
  const countOf = (rows: readonly Example[], label: string) =>
    rows.filter((each) => each.label === label).length;
  expect(heldOut.length + tuningExamples.length).toBe(990);
  expect(countOf(heldOut, "common") / 900).toBeCloseTo(0.25, 1);
  expect(countOf(heldOut, "rare") / 90).toBeGreaterThan(0.15);
  expect(countOf(heldOut, "rare") / 90).toBeLessThan(0.35);
});

it("all labels of a text are on one side, and nearly equal texts too", () => {
  const copies = texts.map((text) => example(`${text}!`, "common"));
  const { heldOut, tuningExamples } = splitLabelSets([...examples, ...copies], [], { seed: 1, share: 0.25 });
  const learned = new Set(tuningExamples.map(({ text }) => text.replace("!", "")));
  expect(heldOut.filter(({ text }) => learned.has(text.replace("!", "")))).toEqual([]);
});

it("a text that is held out among more texts was held out among fewer", () => {
  const few = examples.slice(0, 100);
  const [before, after] = [few, examples].map((rows) =>
    splitLabelSets(rows, [], { seed: 4, share: shareToHoldOut(rows.length, 2) }),
  );
  const held = new Set(before.heldOut.map(({ text }) => text));
  const known = new Set(few.map(({ text }) => text));
  const again = after.heldOut.filter(({ text }) => known.has(text));
  expect(again.length).toBeGreaterThan(0);
  expect(again.every(({ text }) => held.has(text))).toBe(true);
});

it("another seed holds out other texts, and texts without labels are split by the same rule", () => {
  const none = texts.map((text) => ({ text, origin: "real" as const }));
  const one = splitLabelSets([], none, { seed: 1, share: 0.25 });
  const other = splitLabelSets([], none, { seed: 2, share: 0.25 });
  expect(one.heldOutNone.length).toBeGreaterThan(150);
  expect(one.heldOutNone).not.toEqual(other.heldOutNone);
  const texted = (rows: readonly { readonly text: string }[]) => rows.map(({ text }) => text);
  const labeled = splitLabelSets(examples.slice(0, 900), [], { seed: 1, share: 0.25 });
  expect(texted(one.heldOutNone)).toEqual(texted(labeled.heldOut));
});

it("a quarter is held out of the first forty examples per label, a fortieth of the rest", () => {
  expect(shareToHoldOut(20, 2)).toBe(0.25);
  expect(shareToHoldOut(80, 2)).toBe(0.25);
  expect(shareToHoldOut(880, 2)).toBeCloseTo((20 + 20) / 880, 12);
});
