import { createRandom, randomWords } from "../../math/random.ts";
import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";

/**
 * Dropout (Srivastava et al., 2014): what a block's attention and its feed-forward add to a text is left out here and
 * there, another draw at every step, so that no few numbers are relied upon.
 */
export interface Dropout {
  /** Of 256 numbers, how many are left out; from 1 to 127. */
  readonly outOf256: number;
  /** The same seed draws the same. */
  readonly seed: number;
}

/** The texts of a padded batch, as they draw. */
export interface DrawnText {
  /** From `textSeeds`. */
  readonly seed: number;
  /** Its tokens. */
  readonly length: number;
}

/** A seed for each text of a step: so a text draws the same in whatever company it goes through the encoder. */
export function textSeeds(seed: number, texts: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: texts }, () => random.nextInt(2 ** 32));
}

/**
 * Draws what is kept of a batch, 1, and what is left out, 0.
 * @param places of every place in the encoder that has dropout, how many tokens of a padded text it sees: `length`, or 1
 * @param outOf256 of 256 numbers, how many are left out
 * @returns one array a place, [texts, tokens, hidden]; padding is kept
 */
export function drawKept(
  texts: readonly DrawnText[],
  places: readonly number[],
  hidden: number,
  outOf256: number,
): Int8Array[] {
  const kept = places.map((tokens) => new Int8Array(texts.length * tokens * hidden).fill(1));
  for (const [row, { seed, length }] of texts.entries()) {
    const nextWord = randomWords(seed);
    for (const [place, tokens] of places.entries()) {
      const numbers = Math.min(length, tokens) * hidden;
      kept[place].set(keptBytes(numbers, nextWord, outOf256), row * tokens * hidden);
    }
  }
  return kept;
}

/** Four bytes to a random word, and all four compared at once: each is 1 where its byte of the word is `outOf256` or more. */
function keptBytes(count: number, nextWord: () => number, outOf256: number): Int8Array {
  const words = new Uint32Array(Math.ceil(count / 4));
  // Added to a byte's lower seven bits, it carries into the eighth from `outOf256` on.
  const carry = Math.imul(128 - outOf256, 0x01010101);
  for (let i = 0; i < words.length; i++) {
    const word = nextWord();
    words[i] = ((((word & 0x7f7f7f7f) + carry) | word) & 0x80808080) >>> 7;
  }
  return new Int8Array(words.buffer, 0, count);
}

/** The factors that dropout applies, 0 or 1 / (share kept), from what is kept. */
export function dropoutFactors(graph: GraphBuilder, kept: Value, outOf256: number): Value {
  return graph.apply("Mul", [graph.cast(kept, "float32"), graph.scalar(256 / (256 - outOf256))]);
}
