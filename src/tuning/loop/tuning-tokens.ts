import { firstTokens } from "../../encoder/text-tokens.ts";
import { sequenceOf, type TextTokenizer } from "../../encoder/tokenizer.ts";
import { windowSize } from "../../encoder/windows.ts";
import type { TokenIds } from "./token-batch.ts";

/** A text's tokens for tuning: its first window as the encoder cuts it, between the special tokens. */
export function tuningTokens(tokenizer: TextTokenizer, text: string): TokenIds {
  return sequenceOf(tokenizer, firstTokens(tokenizer, text, windowSize));
}
