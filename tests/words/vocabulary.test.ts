import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SparseMatrix, sparseRow } from "../../src/math/sparse.ts";
import { gramHashes } from "../../src/words/grams.ts";
import { Vocabulary } from "../../src/words/vocabulary.ts";

const texts = ["the cat sat on the mat", "the dog sat", "a cat and a dog", "where is the dog and the cat"];

function products(a: SparseMatrix, b: SparseMatrix): number[][] {
  return Array.from({ length: a.rows }, (_, i) => {
    const row = sparseRow(a, i);
    const values = new Map([...row.indices].map((index, e) => [index, row.values[e]]));
    return Array.from({ length: b.rows }, (_, j) => {
      const other = sparseRow(b, j);
      return other.indices.reduce((sum, index, e) => sum + (values.get(index) ?? 0) * other.values[e], 0);
    });
  });
}

describe("the features of words", () => {
  // scikit-learn 1.9.1: v = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+"),
  // X = v.fit_transform(texts), (X @ X.T).toarray() and (v.transform(["the cat sat here"]) @ X.T).toarray()
  it("have scikit-learn's inner products", () => {
    const vocabulary = Vocabulary.from(texts);
    const features = vocabulary.features(texts);
    const between = [
      [1.0, 0.252532, 0.047612, 0.235753],
      [0.252532, 1.0, 0.080852, 0.313216],
      [0.047612, 0.080852, 1.0, 0.158852],
      [0.235753, 0.313216, 0.158852, 1.0],
    ];
    const withNew = [0.643252, 0.336495, 0.080852, 0.313216];
    for (const [i, row] of products(features, features).entries()) {
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(between[i][j], 5);
    }
    const [found] = products(vocabulary.features(["the cat sat here"]), features);
    for (const [j, value] of found.entries()) expect(value).toBeCloseTo(withNew[j], 5);
    expect(vocabulary.size).toBe(25);
  });

  it("do not depend on the order of the texts that the vocabulary was made from", () => {
    const some = fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(some, fc.boolean(), (list, hasCharacters) => {
        const kinds = hasCharacters ? (["words", "characters"] as const) : (["words"] as const);
        const forward = Vocabulary.from(list, { kinds, maxGrams: 10 });
        const backward = Vocabulary.from(list.toReversed(), { kinds, maxGrams: 10 });
        expect(backward.kinds).toEqual(forward.kinds);
        expect(backward.features(list)).toEqual(forward.features(list));
      }),
    );
  });

  it("have rows of unit length per kind of gram, or empty rows", () => {
    const vocabulary = Vocabulary.from(texts, { kinds: ["words", "characters"] });
    const features = vocabulary.features([...texts, "", "zzz"]);
    const lengths = products(features, features).map((row, i) => row[i]);
    expect(lengths.map((length) => Math.round(length * 1e5) / 1e5)).toEqual([2, 2, 2, 2, 0, 0]);
  });

  it("keep grams that occur in enough texts, and of too many the most common", () => {
    const wordOf = (i: number) => String.fromCodePoint(0xac00 + i);
    const many = Array.from({ length: 300 }, (_, i) => `common ${i < 10 ? "rare" : wordOf(i)}`);
    expect(Vocabulary.from(many, { maxGrams: 1 }).kinds[0].hashes).toEqual(
      Uint32Array.from(gramHashes("common", "words")),
    );
    // "common", "rare" and both together.
    expect(Vocabulary.from(many).size).toBe(3);
  });
});

describe("grams", () => {
  it("are the words, and two that follow each other", () => {
    expect(gramHashes("late again", "words")).toHaveLength(3);
    expect(gramHashes("late again", "words")[2]).not.toBe(gramHashes("again late", "words")[2]);
  });

  it("go up to three characters in scripts without blanks", () => {
    expect(gramHashes("猫が好き", "words")).toHaveLength(4 + 3 + 2);
  });

  it("of characters are those of three to five inside a word and at its ends", () => {
    expect(gramHashes("cats", "characters")).toHaveLength(4 + 3 + 2);
  });

  it("differ among ten thousand words", () => {
    const hashes = Array.from({ length: 10_000 }, (_, i) =>
      gramHashes(String.fromCodePoint(0xac00 + i), "words"),
    ).flat();
    expect(new Set(hashes).size).toBe(10_000);
  });
});
