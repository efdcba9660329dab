import type { TextTokenizer } from "../encoder/tokenizer.ts";
import { scaleRowsToUnitLength } from "../encoder/unit-length.ts";
import { cutWindows, windowWeight } from "../encoder/windows.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import type { Adapter } from "./adapter.ts";
import type { TokenIds } from "./token-batch.ts";
import type { TuningEngine } from "./tuning-engine.ts";

/** Tokens of a window as the encoder cuts them, special ones not counted. */
const windowSize = 256;

/** A text's tokens for tuning: its first window between the special tokens. */
export function tuningTokens(tokenizer: TextTokenizer, text: string): TokenIds {
  const [window] = cutWindows(0, tokenizer.encode(text), windowSize, "first");
  return sequenceOf(tokenizer, window.ids);
}

/**
 * Embeds texts in float32 with an adapter put on: what the tuned encoder says before it is quantised.
 * @returns one row a text, of unit length; a long text is the mean of its windows, weighted by their tokens.
 */
export async function embedWith(
  engine: TuningEngine,
  tokenizer: TextTokenizer,
  adapter: Adapter,
  texts: readonly string[],
): Promise<Matrix> {
  await engine.putOn(adapter);
  const windows = texts.flatMap((text, i) => cutWindows(i, tokenizer.encode(text), windowSize, "mean"));
  const vectors = await engine.embed(windows.map(({ ids }) => sequenceOf(tokenizer, ids)));
  const sums = zeros(texts.length, vectors.columns);
  for (const [i, window] of windows.entries()) {
    const sum = rowOf(sums, window.text);
    const vector = rowOf(vectors, i);
    for (let k = 0; k < sum.length; k++) sum[k] += vector[k] * windowWeight(window);
  }
  scaleRowsToUnitLength(sums);
  return sums;
}

function sequenceOf({ before, after }: TextTokenizer, ids: ArrayLike<number>): number[] {
  return [...before, ...Array.from(ids), ...after];
}
