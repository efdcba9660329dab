import type { Matrix } from "../../math/matrix.ts";
import type { Pooling } from "../pooling.ts";

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

/** Weights of a transformer like BERT or XLM-RoBERTa in float32: post-layer-norm and exact GELU. */
export interface EncoderWeights {
  /** How the vectors of a text's tokens become one vector. Default: "cls". */
  readonly pooling?: Pooling;
  readonly heads: number;
  /** The layer norms' epsilon. */
  readonly epsilon: number;
  /** One row per token of the vocabulary. */
  readonly words: Matrix;
  /**
   * One row per position of a sequence, with the row of token type 0 added. Their number is the maximum length of a
   * sequence. XLM-RoBERTa's rows before the first position are left out.
   */
  readonly positions: Matrix;
  readonly embeddingNorm: NormWeights;
  readonly blocks: readonly BlockWeights[];
}
