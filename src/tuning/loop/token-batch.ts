import { firstTokens } from "../../encoder/text-tokens.ts";
import { sequenceOf, type TextTokenizer } from "../../encoder/tokenizer.ts";
import type { EncoderWeights } from "../../encoder/transformer/encoder-weights.ts";
import { windowSize } from "../../encoder/windows.ts";
import { rowOf } from "../../math/matrix.ts";

/** Token ids of a text, special tokens included: at least one, at most the encoder's number of positions. */
export type TokenIds = ArrayLike<number>;

/** How an encoder reads a text. */
export interface TextReading {
  readonly tokenizer: TextTokenizer;
  /** Put before every text. Default: nothing */
  readonly prefix?: string;
  /** Tokens of a window, special ones not counted. Default: `windowSize` */
  readonly windowSize?: number;
}

/** Tokenizes a text for tuning: the first window that the encoder would cut, between the special tokens. */
export function tuningTokens(
  { tokenizer, prefix = "", windowSize: size = windowSize }: TextReading,
  text: string,
): TokenIds {
  return sequenceOf(tokenizer, firstTokens(tokenizer, prefix + text, size));
}

export function lengthOf(ids: TokenIds): number {
  return ids.length;
}

/** A padded batch, as the graphs take it. */
export interface TokenBatch {
  readonly rows: number;
  readonly length: number;
  /** Sums of word and position embeddings, [rows * length, hidden]. Padding is token 0. */
  readonly embeddings: Float32Array;
  /** 0 for a token, `paddingScore` for padding: [rows, length]. */
  readonly mask: Float32Array;
}

/** Added to the attention scores of padding, so that its attention weight is exactly zero in float32. */
const paddingScore = -1e9;

/** Looks up the embeddings of texts and pads them to the longest one. Embeddings are frozen and need no gradient. */
export function tokenBatch({ words, positions }: EncoderWeights, texts: readonly TokenIds[]): TokenBatch {
  const rows = texts.length;
  const length = Math.max(...texts.map((ids) => ids.length));
  const hidden = words.columns;
  const embeddings = new Float32Array(rows * length * hidden);
  const mask = new Float32Array(rows * length);
  for (const [row, ids] of texts.entries()) {
    mask.fill(paddingScore, row * length + ids.length, (row + 1) * length);
    for (let token = 0; token < length; token++) {
      const word = rowOf(words, token < ids.length ? ids[token] : 0);
      const position = rowOf(positions, token);
      const start = (row * length + token) * hidden;
      for (let k = 0; k < hidden; k++) embeddings[start + k] = word[k] + position[k];
    }
  }
  return { rows, length, embeddings, mask };
}
