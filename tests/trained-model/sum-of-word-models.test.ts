import { describe, expect, it } from "vitest";
import { restoreWords, storeWords } from "../../src/trained-model/stored-words.ts";
import { addWords, compressWords, scoreWords } from "../../src/trained-model/word-model.ts";
import { Vocabulary } from "../../src/words/vocabulary.ts";

function wordsOf(texts: readonly string[], factor: number) {
  const vocabulary = Vocabulary.from(texts, { kinds: ["words", "characters"] });
  const data = Float32Array.from({ length: vocabulary.size * 2 }, (_, i) => Math.sin(i));
  return compressWords(
    vocabulary,
    { weights: { rows: vocabulary.size, columns: 2, data }, bias: Float32Array.of(0.5, -1) },
    factor,
  );
}

describe("the sum of two word models", () => {
  const first = wordsOf(["late parcel", "lost parcel"], 1);
  const second = wordsOf(["late letter", "wrong bill", "lost letter"], 2);
  const texts = ["late parcel letter", "bill", "", "unknown"];
  const both = addWords(first, 0.5, second);

  it("scores a text as both together", () => {
    const [a, b] = [scoreWords(first, texts).data, scoreWords(second, texts).data];
    const sum = scoreWords(both, texts).data;
    for (const [i, value] of sum.entries()) expect(value).toBeCloseTo(0.5 * a[i] + b[i], 5);
  });

  it("is restored from its stored form, although kinds of grams occur twice", () => {
    const restored = restoreWords(storeWords(both), 2, "the model");
    expect(scoreWords(restored, texts)).toEqual(scoreWords(both, texts));
  });
});
