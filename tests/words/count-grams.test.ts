import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { countGrams, mostFrequent } from "../../src/words/count-grams.ts";
import { gramHashes } from "../../src/words/grams.ts";

const random = createRandom(4);
const texts = Array.from({ length: 300 }, () =>
  Array.from({ length: 6 }, () => `word${random.nextInt(80)}`).join(" "),
);

describe("counting grams", () => {
  it("counts the texts that have each gram, once per text", () => {
    const { hashes, counts } = countGrams(["late late", "late again", "again"], "words", 1);
    const [late] = gramHashes("late", "words");
    expect(counts[hashes.indexOf(late)]).toBe(2);
    expect(hashes).toHaveLength(4);
  });

  it("counts the same in parts, whose memory is bounded", () => {
    const whole = countGrams(texts, "words", 2);
    expect(whole.hashes.length).toBeGreaterThan(100);
    expect(countGrams(texts, "words", 2, 50)).toEqual(whole);
  });

  it("does not depend on the order of the texts", () => {
    expect(countGrams(texts.toReversed(), "characters", 2)).toEqual(countGrams(texts, "characters", 2));
  });

  it("keeps the grams in the most texts, and of equally frequent ones those with the smaller hashes", () => {
    const grams = { hashes: Uint32Array.of(1, 2, 3, 4, 5), counts: Uint32Array.of(2, 9, 2, 7, 2) };
    expect([...mostFrequent(grams, 3).hashes]).toEqual([1, 2, 4]);
    expect([...mostFrequent(grams, 2).counts]).toEqual([9, 7]);
    expect(mostFrequent(grams, 5)).toEqual(grams);
  });
});
