import type { Matrix } from "../../math/matrix.ts";

/** The six linear maps of a block, in the order of their numbers in an adapter. */
export const linearNames = ["query", "key", "value", "attentionOutput", "intermediate", "output"] as const;
export type LinearName = (typeof linearNames)[number];

/** The two layer norms of a block. */
export const normNames = ["attentionNorm", "outputNorm"] as const;
export type NormName = (typeof normNames)[number];

export interface LinearWeights {
  /** [inputs, outputs]: y = x W + b. */
  readonly weight: Matrix;
  readonly bias: Float32Array;
}

export interface NormWeights {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

export type BlockWeights = Record<LinearName, LinearWeights> & Record<NormName, NormWeights>;

/** Weights of a BERT transformer in float32: post-layer-norm, exact GELU, and a text's vector is that of its first token. */
export interface EncoderWeights {
  readonly heads: number;
  /** The layer norms' epsilon. */
  readonly epsilon: number;
  /** One row per token of the vocabulary. */
  readonly words: Matrix;
  /** One row per position, with the row of token type 0 added. Their number is the maximum length of a sequence. */
  readonly positions: Matrix;
  readonly embeddingNorm: NormWeights;
  readonly blocks: readonly BlockWeights[];
}
