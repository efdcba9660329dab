import { describe, expect, it } from "vitest";
import { CancelledError } from "../../src/errors.ts";
import { rowOf, zeros } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { scoreWords } from "../../src/trained-model/word-model.ts";
import { fitWords, type WordsInput } from "../../src/training/fit-words.ts";

const fillers = ["please", "tell", "about", "parcel", "order", "today", "thanks", "again", "shop", "hello"];
const deciding = ["refund", "late"];

/**
 * Rows whose vectors know little. A deciding word names the class in `share` of them.
 */
function problem(rows: number, share: number, seed = 1): WordsInput {
  const random = createRandom(seed);
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 2);
  const logits = zeros(rows, 2);
  const texts = Array.from(labels, (label, i) => {
    const words = Array.from({ length: 6 }, () => fillers[Math.floor(random.nextFloat() * fillers.length)]);
    if (random.nextFloat() < share) words.splice(Math.floor(random.nextFloat() * 6), 0, deciding[label]);
    rowOf(logits, i)[label] = 0.4;
    rowOf(logits, i)[1 - label] = 2 * (random.nextFloat() - 0.5);
    return words.join(" ");
  });
  const heldOut = { rows: Int32Array.from(labels.keys()), logits };
  return { texts, labels, classes: 2, weights: new Float64Array(rows).fill(1), heldOut, seed: 3 };
}

describe("a word model", () => {
  it("is used if one word decides, and then knows this word", async () => {
    const input = problem(300, 0.9);
    const found = (await fitWords(input))!;
    const scores = scoreWords(found.words, ["a refund in any new sentence", "it is late there"]);
    expect(scores.data[0]).toBeGreaterThan(scores.data[1] + 2);
    expect(scores.data[3]).toBeGreaterThan(scores.data[2] + 2);
    const correct = [...found.heldOut.rows].filter((row, i) => {
      const [a, b] = rowOf(found.heldOut.logits, i);
      return (b > a ? 1 : 0) === input.labels[row];
    });
    expect(correct.length / found.heldOut.rows.length).toBeGreaterThan(0.9);
  });

  it("is left out if words say nothing about the class, in at least 9 of 10 draws", async () => {
    let used = 0;
    for (let seed = 1; seed <= 10; seed++) if ((await fitWords(problem(300, 0, seed))) !== undefined) used++;
    expect(used).toBeLessThanOrEqual(1);
  });

  it("is left out below 50 rows or 4 rows per class, and if a class has no row", async () => {
    expect(await fitWords(problem(48, 0.9))).toBeUndefined();
    const input = problem(300, 0.9);
    const logits = { rows: 300, columns: 3, data: new Float32Array(900) };
    const withThird = { ...input, classes: 3, heldOut: { ...input.heldOut, logits } };
    expect(await fitWords(withThird)).toBeUndefined();
  });

  it("is not judged by near duplicates: random labels of texts that occur four times do not make it count", async () => {
    const random = createRandom(8);
    const labels = Int32Array.from({ length: 320 }, () => (random.nextFloat() < 0.5 ? 0 : 1));
    const once = problem(320, 0).texts;
    const texts = Array.from(
      once,
      (_, i) => `${once[i - (i % 4)]} unique${String.fromCodePoint(0xac00 + (i >> 2))}`,
    );
    for (const [i] of labels.entries()) labels[i] = labels[i - (i % 4)];
    const heldOut = { rows: Int32Array.from(labels.keys()), logits: zeros(320, 2) };
    const input = { ...problem(320, 0), texts, labels, heldOut };
    const groups = labels.map((_, i) => i >> 2);
    expect(await fitWords({ ...input, groups })).toBeUndefined();
    // Without the groups the copies would be taken for evidence.
    expect(await fitWords(input)).toBeDefined();
  });

  it("holds out the rows that the vectors' head held out, if these are few", async () => {
    const input = problem(400, 0.9);
    const rows = Int32Array.from({ length: 100 }, (_, i) => 4 * i + ((i >> 1) % 2));
    const logits = zeros(100, 2);
    const found = (await fitWords({ ...input, heldOut: { rows, logits } }))!;
    expect([...found.heldOut.rows]).toEqual([...rows]);
  });

  it("is left out of a task of 200,000 rows and 5,000 classes before any work", async () => {
    const labels = Int32Array.from({ length: 200_000 }, (_, i) => i % 5000);
    const texts = new Array<string>(labels.length).fill("late");
    const logits = { rows: 1, columns: 5000, data: new Float32Array(5000) };
    const heldOut = { rows: Int32Array.of(0), logits };
    const weights = new Float64Array(labels.length).fill(1);
    const started = performance.now();
    expect(await fitWords({ texts, labels, classes: 5000, weights, heldOut, seed: 1 })).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("stops with a CancelledError", async () => {
    const signal = AbortSignal.abort();
    await expect(fitWords({ ...problem(300, 0.9), signal })).rejects.toThrow(CancelledError);
  });
});
