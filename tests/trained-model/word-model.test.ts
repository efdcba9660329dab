import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitSparseSoftmax, scoreSparse } from "../../src/head/sparse-softmax.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { restoreWords, storeWords } from "../../src/trained-model/stored-words.ts";
import { wordChannel } from "../../src/trained-model/word-channel.ts";
import { bytesOfWords, compressWords, scoreWords } from "../../src/trained-model/word-model.ts";
import { Vocabulary } from "../../src/words/vocabulary.ts";

const texts = [
  "refund my money",
  "money back please",
  "where is my parcel",
  "parcel late",
  "hello there",
  "hi you",
];
const vocabulary = Vocabulary.from(texts, { kinds: ["words", "characters"] });
const features = vocabulary.features(texts);
const head = await fitSparseSoftmax(
  { features, targets: Int32Array.of(0, 0, 1, 1, 2, 2), classes: 3 },
  { penalty: 0.1 },
);
const words = compressWords(vocabulary, head, 0.5);

describe("a word model", () => {
  it("scores within one percent of its head, times the factor", () => {
    const exact = scoreSparse(head, features);
    const found = scoreWords(words, texts);
    const largest = Math.max(...exact.data.map(Math.abs));
    for (const [i, value] of exact.data.entries()) {
      expect(Math.abs(found.data[i] - 0.5 * value)).toBeLessThan(0.01 * largest);
    }
  });

  it("scores a text the same to the last bit, whatever its neighbors", async () => {
    const channel = wordChannel(words);
    const some = fc.array(fc.oneof(fc.constantFrom(...texts), fc.string({ unit: "grapheme" })), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(some, async (list) => {
        const { logits } = await channel.score(list);
        for (const [i, text] of list.entries()) {
          const alone = await channel.score([text]);
          expect(alone.logits.data).toEqual(Float32Array.from(rowOf(logits, i)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("scores a text without known grams by its bias", () => {
    expect(scoreWords(words, ["", "ξξξξ"]).data).toEqual(Float32Array.of(...words.bias, ...words.bias));
  });

  it("comes back from a model folder with the same scores, and has the size that it reports", () => {
    const stored = storeWords(words);
    const restored = restoreWords(stored, 3, "model");
    expect(scoreWords(restored, [...texts, "my late refund"])).toEqual(
      scoreWords(words, [...texts, "my late refund"]),
    );
    const bytes = [...stored.tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    expect(bytesOfWords(words)).toBe(bytes);
  });

  it.each<[string, (stored: ReturnType<typeof storeWords>) => unknown, RegExp]>([
    ["another number of classes", (stored) => restoreWords(stored, 4, "m"), /steps of the word model/],
    [
      "a missing tensor",
      ({ config, tensors }) => {
        const rest = new Map(tensors);
        rest.delete("words.weights");
        return restoreWords({ config, tensors: rest }, 3, "m");
      },
      /words.weights of the word model/,
    ],
    [
      "hashes that are not ascending",
      ({ config, tensors }) => {
        const hashes = tensors.get("words.hashes")!;
        const reversed = { ...hashes, data: hashes.data.toReversed() as Int32Array };
        const changed = new Map([...tensors, ["words.hashes", reversed as typeof hashes] as const]);
        return restoreWords({ config, tensors: changed }, 3, "m");
      },
      /not ascending/,
    ],
    [
      "an unknown way to cut texts",
      ({ tensors }) => restoreWords({ config: { grams: 2, kinds: ["words"] }, tensors }, 3, "m"),
      /not one that pilesort writes/,
    ],
  ])("with %s is rejected", (_, restore, message) => {
    expect(() => restore(storeWords(words))).toThrow(message);
  });
});
