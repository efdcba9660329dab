import { sequenceOf, type TextTokenizer } from "../encoder/tokenizer.ts";
import { cutWindows, windowSize } from "../encoder/windows.ts";
import type { TokenIds } from "./token-batch.ts";

/** A text's tokens for tuning: its first window as the encoder cuts it, between the special tokens. */
export function tuningTokens(tokenizer: TextTokenizer, text: string): TokenIds {
  const [window] = cutWindows(0, tokenizer.encode(text), windowSize, "first");
  return sequenceOf(tokenizer, window.ids);
}
