import { sequenceOf, type TextTokenizer } from "../../src/encoder/tokenizer.ts";
import { scaleRowsToUnitLength } from "../../src/encoder/unit-length.ts";
import { cutWindows, windowSize, windowWeight } from "../../src/encoder/windows.ts";
import { type Matrix, rowOf, zeros } from "../../src/math/matrix.ts";
import type { Adapter } from "../../src/tuning/adapter/adapter.ts";
import type { TuningEngine } from "../../src/tuning/loop/tuning-engine.ts";

/**
 * Embeds texts in float32 with an adapter: the vectors of the tuned encoder before it is quantized.
 * @returns one row of unit length per text; a long text is the mean of its windows, weighted by their tokens.
 */
export async function embedWith(
  engine: TuningEngine,
  tokenizer: TextTokenizer,
  adapter: Adapter,
  texts: readonly string[],
): Promise<Matrix> {
  await engine.useAdapter(adapter);
  const windows = texts.flatMap((text, i) => cutWindows(i, tokenizer.encode(text), windowSize));
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
