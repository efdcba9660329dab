import { expect, it } from "vitest";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import type { Example } from "../../src/task/task.ts";
import { predictOutOfFold } from "../../src/training/out-of-fold.ts";
import { foldNumbers } from "../../src/training/row-folds.ts";

const encoder = createHashingEncoder(64);
const classes = [{ name: "a" }, { name: "b" }];
const words = [
  "lamp",
  "gate",
  "bread",
  "cloud",
  "river",
  "chair",
  "stone",
  "apple",
  "violin",
  "harbour",
  "candle",
  "forest",
];

function examplesOf(rows: readonly (readonly [string, string])[]): Example[] {
  return rows.map(([text, label]) => ({ text, label, origin: "real" }));
}

async function accuracyOn(examples: readonly Example[]): Promise<number> {
  const { probabilities } = await predictOutOfFold({ classes, snippets: [], examples, encoder, seed: 1 });
  const right = examples.filter(({ label }, i) => rowOf(probabilities, i)[label === "a" ? 0 : 1] > 0.5);
  return right.length / examples.length;
}

it("predicts classes that have words of their own", async () => {
  const rows = words.flatMap((word): [string, string][] => [
    [`the payment for the ${word} was refunded`, "a"],
    [`a parcel with the ${word} will arrive`, "b"],
  ]);
  expect(await accuracyOn(examplesOf(rows))).toBe(1);
});

it("does not learn labels drawn by chance from copies of the same text", async () => {
  const random = createRandom(3);
  const rows = Array.from({ length: 60 }, (_, i): [string, string] => {
    const text = Array.from({ length: 5 }, () => words[Math.floor(random.nextFloat() * words.length)]).join(
      " ",
    );
    return [`${text} ${i}`, random.nextFloat() < 0.5 ? "a" : "b"];
  });
  const tripled = rows.flatMap(([text, label]): [string, string][] => [
    [text, label],
    [`${text}!`, label],
    [text.toUpperCase(), label],
  ]);
  expect(await accuracyOn(examplesOf(tripled))).toBeLessThan(0.7);
});

it("learns nothing from examples that are left out, and predicts them too", async () => {
  const rows = words.flatMap((word): [string, string][] => [
    [`the payment for the ${word} was refunded`, "a"],
    [`a parcel with the ${word} will arrive`, "b"],
  ]);
  const wrong = rows.map(([text, label], i): [string, string] => [
    text,
    i < 8 ? (label === "a" ? "b" : "a") : label,
  ]);
  const leaveOut = new Set(Array.from({ length: 8 }, (_, i) => i));
  const given = { classes, snippets: [], examples: examplesOf(wrong), encoder, seed: 1 };
  const meanOfTruth = async (input: typeof given & { readonly leaveOut?: ReadonlySet<number> }) => {
    const { probabilities } = await predictOutOfFold(input);
    const found = rows.map(([, label], i) => rowOf(probabilities, i)[label === "a" ? 0 : 1]);
    return found.reduce((sum, value) => sum + value, 0) / rows.length;
  };
  expect(await meanOfTruth({ ...given, leaveOut })).toBeGreaterThan(0.03 + (await meanOfTruth(given)));
});

it("deals the rows of each class to all folds, and keeps groups together", () => {
  const labels = Int32Array.from({ length: 40 }, (_, i) => i % 2);
  const groups = Int32Array.from({ length: 40 }, (_, i) => Math.floor(i / 2));
  const folds = foldNumbers(labels, 2, 5, 4, groups);
  for (let i = 0; i < 40; i += 2) expect(folds[i]).toBe(folds[i + 1]);
  expect([0, 1, 2, 3].map((fold) => folds.filter((each) => each === fold).length)).toEqual([10, 10, 10, 10]);
});
