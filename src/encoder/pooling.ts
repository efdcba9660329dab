import type { Matrix } from "../math/matrix.ts";
import { zeros } from "../math/matrix.ts";

/** How the vectors of a row's tokens become one vector: that of the first token ([CLS]), or their mean. */
export type Pooling = "cls" | "mean";

/** The vectors of a batch's tokens. Value k of token j in row i is data[(i * length + j) * dimensions + k]. */
export interface TokenVectors {
  readonly data: Float32Array;
  readonly length: number;
  readonly dimensions: number;
}

/**
 * Pools the vectors of each row's tokens, without padding.
 * @param counts number of tokens of each row
 * @returns [rows, dimensions]
 */
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
