import { describe, expect, test } from "vitest";
import { zeros } from "../../../src/math/matrix.ts";
import { createRandom } from "../../../src/math/random.ts";
import { doSentencesHelp, rowsWithSentences } from "../../../src/training/label-sets/sentence-evidence.ts";

/** Scores that say which labels rows have, with noise of the given size. */
function scores(rows: number, noise: number) {
  const random = createRandom(3);
  const [logits, truths] = [zeros(rows, 2), zeros(rows, 2)];
  for (let at = 0; at < logits.data.length; at++) {
    truths.data[at] = at % 3 === 0 ? 1 : 0;
    logits.data[at] = 4 * truths.data[at] - 2 + noise * (random.nextFloat() + random.nextFloat() - 1);
  }
  return { logits, truths };
}

describe("whether sentences are read one by one", () => {
  test("they are if that lowers the loss of held-out rows", async () => {
    expect(await doSentencesHelp(scores(300, 12), scores(300, 1))).toBe(true);
    expect(await doSentencesHelp(scores(300, 1), scores(300, 12))).toBe(false);
  });

  test("they are if there are too few rows to say", async () => {
    expect(await doSentencesHelp(scores(20, 1), scores(20, 12))).toBe(true);
    expect(await doSentencesHelp(scores(0, 0), scores(0, 0))).toBe(true);
  });
});

test("of many rows, an evenly spread part is read sentence by sentence", () => {
  const all = Int32Array.from({ length: 10_000 }, (_, i) => i);
  const read = rowsWithSentences(all);
  expect(read).toHaveLength(2000);
  expect(new Set(read).size).toBe(2000);
  expect(read[1000]).toBe(5000);
  expect(rowsWithSentences(all.slice(0, 7))).toEqual(all.slice(0, 7));
});
