import { shortenRuns } from "./shorten-runs.ts";
import { cutIntoPieces, sliceWhole } from "./text-pieces.ts";
import type { TextTokenizer } from "./tokenizer.ts";

/** Maximum number of characters that are read of a text, for any number of windows. Larger: very long texts take noticeable time. */
const maxCharacters = 2_000_000;

/**
 * Returns the first tokens of a text. Long unbroken runs are shortened first. The text after the last needed token is not
 * tokenised.
 * @param maximum maximum number of tokens
 */
export function firstTokens(tokenizer: TextTokenizer, text: string, maximum: number): number[] {
  return tokenizer.encode(prepare(text), maximum).slice(0, maximum);
}

/** Number of characters that are tokenised at a time. Larger: the estimate of charactersRead is less exact. */
const step = 512;

/**
 * Returns the approximate number of characters that the first tokens of a text cover. Characters that are cut from long
 * runs do not count.
 * @param maximum maximum number of tokens
 */
export function charactersRead(tokenizer: TextTokenizer, text: string, maximum: number): number {
  const shortened = prepare(text);
  let [read, tokens] = [0, 0];
  for (const piece of cutIntoPieces(shortened, step)) {
    const count = tokenizer.encode(piece).length;
    if (tokens + count > maximum) {
      read += Math.floor((piece.length * (maximum - tokens)) / count);
      break;
    }
    tokens += count;
    read += piece.length;
  }
  return read;
}

function prepare(text: string): string {
  return shortenRuns(sliceWhole(text, maxCharacters));
}
