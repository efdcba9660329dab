import { firstTokens } from "../../encoder/text-tokens.ts";
import { sequenceOf, type TextTokenizer } from "../../encoder/tokenizer.ts";
import { windowSize } from "../../encoder/windows.ts";
import { rowOf } from "../../math/matrix.ts";
import type { EncoderWeights } from "../graph/encoder-weights.ts";

/** A text's token ids, special ones included; at least one, at most as many as the encoder has positions. */
export type TokenIds = ArrayLike<number>;

/** A text's tokens for tuning: its first window as the encoder cuts it, between the special tokens. */
export function tuningTokens(tokenizer: TextTokenizer, text: string): TokenIds {
  return sequenceOf(tokenizer, firstTokens(tokenizer, text, windowSize));
}

/** A padded batch as the graphs read it. */
export interface TokenBatch {
  readonly rows: number;
  readonly length: number;
  /** Sums of word and position rows, [rows * length, hidden]; padding is token 0. */
  readonly embeddings: Float32Array;
  /** [rows, length]: 0 for a token, `hiddenScore` for padding. */
  readonly mask: Float32Array;
}

/** Added to a padding's attention score: its share becomes exactly zero. */
const hiddenScore = -1e9;

/** Looks up and pads texts of like length; the tables are frozen, so this needs no gradient. */
export function tokenBatch({ words, positions }: EncoderWeights, texts: readonly TokenIds[]): TokenBatch {
  const rows = texts.length;
  const length = Math.max(...texts.map((ids) => ids.length));
  const hidden = words.columns;
  const embeddings = new Float32Array(rows * length * hidden);
  const mask = new Float32Array(rows * length);
  for (const [row, ids] of texts.entries()) {
    mask.fill(hiddenScore, row * length + ids.length, (row + 1) * length);
    for (let token = 0; token < length; token++) {
      const word = rowOf(words, token < ids.length ? ids[token] : 0);
      const position = rowOf(positions, token);
      const start = (row * length + token) * hidden;
      for (let k = 0; k < hidden; k++) embeddings[start + k] = word[k] + position[k];
    }
  }
  return { rows, length, embeddings, mask };
}
