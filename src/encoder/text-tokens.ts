import { shortenRuns } from "./shorten-runs.ts";
import { cutIntoPieces, sliceWhole } from "./text-pieces.ts";
import type { TextTokenizer } from "./tokenizer.ts";

/**
 * Characters of a text that are looked at, however many windows are asked for: reading a longer one would take noticeable
 * time by itself.
 */
const maxCharacters = 2_000_000;

/**
 * Returns the first tokens of a text: long unbroken runs are shortened, and what follows the last token needed is not
 * tokenised.
 * @param most maximum number of tokens
 */
export function firstTokens(tokenizer: TextTokenizer, text: string, most: number): number[] {
  return tokenizer.encode(prepare(text), most).slice(0, most);
}

/** Step by which the end of what is read is looked for, in characters. */
const step = 512;

/**
 * Returns about how many characters of a text its first tokens stand for, those left out of long runs not counted.
 * @param most maximum number of tokens
 */
export function charactersRead(tokenizer: TextTokenizer, text: string, most: number): number {
  const shortened = prepare(text);
  let [read, tokens] = [0, 0];
  for (const piece of cutIntoPieces(shortened, step)) {
    const count = tokenizer.encode(piece).length;
    if (tokens + count > most) {
      read += Math.floor((piece.length * (most - tokens)) / count);
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
