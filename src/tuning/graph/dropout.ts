import { createRandom, randomWords } from "../../math/random.ts";
import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";

/**
 * Dropout (Srivastava et al., 2014) on what the attention and the feed-forward layer of a block add to the residual. Each
 * step draws anew.
 */
export interface Dropout {
  /** Dropout rate in units of 1/256, from 1 to 127. */
  readonly outOf256: number;
  readonly seed: number;
}

/** A text of a padded batch. */
export interface DrawnText {
  /** From `textSeeds`. */
  readonly seed: number;
  /** Its number of tokens. */
  readonly length: number;
}

/** Draws a seed for each text of a step, so that its dropout does not depend on the texts beside it in a batch. */
export function textSeeds(seed: number, texts: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: texts }, () => random.nextInt(2 ** 32));
}

/**
 * Draws the dropout masks of a batch: 1 is kept, 0 is dropped.
 * @param places for each place in the encoder with dropout, its number of tokens per padded text: `length` or 1
 * @param outOf256 dropout rate in units of 1/256
 * @returns one mask per place, [texts, tokens, hidden]; padding is kept
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

/**
 * Draws bytes that are 1 with the probability of being kept. Each random word gives four bytes, compared at once: a byte
 * is kept if it is `outOf256` or more.
 */
function keptBytes(count: number, nextWord: () => number, outOf256: number): Int8Array {
  const words = new Uint32Array(Math.ceil(count / 4));
  // The sum with the lower seven bits of a byte has the eighth bit set if they are `outOf256` or more.
  const carry = Math.imul(128 - outOf256, 0x01010101);
  for (let i = 0; i < words.length; i++) {
    const word = nextWord();
    words[i] = ((((word & 0x7f7f7f7f) + carry) | word) & 0x80808080) >>> 7;
  }
  return new Int8Array(words.buffer, 0, count);
}

/** Adds the factors of dropout, 0 or 1 / (1 - rate), for a mask. */
export function dropoutFactors(graph: GraphBuilder, kept: Value, outOf256: number): Value {
  return graph.apply("Mul", [graph.cast(kept, "float32"), graph.scalar(256 / (256 - outOf256))]);
}
