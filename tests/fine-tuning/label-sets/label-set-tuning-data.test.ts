import { expect, it } from "vitest";
import { createHashingEncoder } from "../../../src/encoder/hashing-encoder.ts";
import type { TextTokenizer } from "../../../src/encoder/tokenizer.ts";
import { labelSetTuningData } from "../../../src/fine-tuning/label-sets/label-set-tuning-data.ts";
import { cutPrompts } from "../../../src/prompts/snippets.ts";
import type { Example } from "../../../src/task/task.ts";
import type { TunableBase } from "../../../src/tuning/adapter/tunable-base.ts";

const classes = [
  { name: "refund", prompt: "The customer wants money back; a refund." },
  { name: "damage", prompt: "The product is broken; it is in pieces." },
];
/** One token per character. */
const tokenizer: TextTokenizer = {
  encode: (text) => Array.from(text, (each) => each.charCodeAt(0) % 50),
  before: [2],
  after: [3],
  padding: 0,
  vocabularySize: 50,
};

it("rows know all labels of their texts; snippets and generated texts leave the others open", async () => {
  const examples: Example[] = [
    { text: "broken, money back", label: "refund", origin: "real" },
    { text: "broken, money back", label: "damage", origin: "real" },
    { text: "give me a refund", label: "refund", origin: "generated" },
  ];
  const tunable = { tokenizer } as TunableBase;
  const task = {
    classes,
    snippets: cutPrompts(classes),
    examples,
    noneExamples: [{ text: "hello", origin: "real" as const }],
    base: createHashingEncoder(64),
    seed: 5,
  };
  const { rows, heldOutRows } = await labelSetTuningData(task, tunable);
  const known = [...rows, ...heldOutRows].map(({ target }) => Array.from(target!));
  expect(known).toContainEqual([1, 1]);
  expect(known).toContainEqual([0, 0]);
  const open = known.filter(([refund, damage]) => refund === 1 && damage > 0 && damage < 1);
  expect(open.length).toBeGreaterThan(1);
  expect(rows.filter(({ weight }) => weight !== undefined).length).toBeGreaterThan(2);
});
