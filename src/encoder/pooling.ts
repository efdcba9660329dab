import type { Matrix } from "../math/matrix.ts";
import { zeros } from "../math/matrix.ts";

/** How token vectors become one: the vector of the first token ([CLS]), or the mean over a row's tokens. */
export type Pooling = "cls" | "mean";

/** The vectors of a batch's tokens: value k of token j in row i is data[(i * length + j) * dimensions + k]. */
export interface TokenVectors {
  readonly data: Float32Array;
  readonly length: number;
  readonly dimensions: number;
}

/** Pools each row over its own tokens, padding left out; `counts` has the number of tokens of each row. */
export function pool(tokens: TokenVectors, counts: readonly number[], pooling: Pooling): Matrix {
  const { data, length, dimensions } = tokens;
  const pooled = zeros(counts.length, dimensions);
  for (const [row, count] of counts.entries()) {
    const used = pooling === "cls" ? 1 : count;
    for (let token = 0; token < used; token++) {
      const offset = (row * length + token) * dimensions;
      for (let k = 0; k < dimensions; k++) pooled.data[row * dimensions + k] += data[offset + k] / used;
    }
  }
  return pooled;
}
