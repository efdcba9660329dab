import { expect, it } from "vitest";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { rowOf } from "../../src/math/matrix.ts";
import type { Example } from "../../src/task/task.ts";
import { predictOutOfFold } from "../../src/training/out-of-fold.ts";
import { predictTwiceOutOfFold, rowsToLeaveOut } from "../../src/training/twice-out-of-fold.ts";

const things = "lamp gate bread cloud river chair stone apple violin harbour candle forest".split(" ");
const classes = [{ name: "a" }, { name: "b" }];
const encoder = createHashingEncoder(64);

/** Texts of two classes with words of their own; of the first rows every label is wrong. */
function examplesOf(wrong: number): Example[] {
  const texts = things.flatMap((thing) => [
    `the payment for the ${thing} was refunded`,
    `a parcel with the ${thing} will arrive`,
  ]);
  return texts.map((text, i) => ({ text, label: (i + (i < wrong ? 1 : 0)) % 2 ? "b" : "a", origin: "real" }));
}

it("is surer about wrong labels than one prediction, since the fits do not learn from them", async () => {
  const input = { classes, snippets: [], examples: examplesOf(6), encoder, seed: 1 };
  const once = await predictOutOfFold(input);
  const twice = await predictTwiceOutOfFold(input);
  const loss = ({ probabilities }: typeof once): number =>
    input.examples.reduce((sum, _, i) => sum - Math.log(rowOf(probabilities, i)[i % 2]), 0);
  expect(loss(twice)).toBeLessThan(0.9 * loss(once));
});

it("is the mean of two predictions if no label is doubted", async () => {
  const input = { classes, snippets: [], examples: examplesOf(2), encoder, seed: 1 };
  const both = [await predictOutOfFold(input), await predictOutOfFold({ ...input, seed: 2 })];
  const { probabilities, none } = await predictTwiceOutOfFold({ ...input, isJudgedIn: () => () => false });
  for (const i of input.examples.keys()) {
    const mean = (rowOf(both[0].probabilities, i)[0] + rowOf(both[1].probabilities, i)[0]) / 2;
    expect(rowOf(probabilities, i)[0]).toBeCloseTo(mean, 6);
    expect(none[i]).toBeCloseTo((both[0].none[i] + both[1].none[i]) / 2, 9);
  }
});

it("leaves out at most half of the rows of a class, the most certain first", () => {
  const labels = Int32Array.from([0, 0, 0, 0, 1, 1, 1, 2]);
  expect([...rowsToLeaveOut([3, 7, 4, 1, 0, 5], labels)]).toEqual([3, 4, 1]);
});
