import type { Matrix } from "../../math/matrix.ts";

/** The six linear maps of a block, in the order in which their numbers lie in an adapter. */
export const linearNames = ["query", "key", "value", "attentionOutput", "intermediate", "output"] as const;
export type LinearName = (typeof linearNames)[number];

/** A block's two layer norms. */
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

/** A transformer of BERT's kind in float32: post-layer-norm, exact GELU, the first token's vector is the text's. */
export interface EncoderWeights {
  readonly heads: number;
  /** The layer norms' epsilon. */
  readonly epsilon: number;
  /** One row a token of the vocabulary. */
  readonly words: Matrix;
  /** One row a position, the row of token type 0 added; as many as a sequence may have tokens. */
  readonly positions: Matrix;
  readonly embeddingNorm: NormWeights;
  readonly blocks: readonly BlockWeights[];
}
