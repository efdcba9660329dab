import { type EmojiReplacer, emojiReplacer } from "./emoji-names.ts";
import { shortenRuns } from "./shorten-runs.ts";
import { cutIntoPieces, sliceWhole } from "./text-pieces.ts";
import { pieceLength, type TextTokenizer } from "./tokenizer.ts";

/** Maximum number of characters that are read of a text, for any number of windows. Larger: very long texts take noticeable time. */
const maxCharacters = 2_000_000;

/**
 * Returns the first tokens of a text. Long unbroken runs are shortened first, and emoji that the vocabulary lacks are read as
 * their names. The text after the last needed token is not tokenised.
 * @param maximum maximum number of tokens
 */
export function firstTokens(tokenizer: TextTokenizer, text: string, maximum: number): number[] {
  const ids: number[] = [];
  const replaceEmoji = replacerOf(tokenizer);
  for (const piece of cutIntoPieces(prepare(text), pieceLength)) {
    if (ids.length >= maximum) break;
    for (const id of tokenizer.encode(replaceEmoji(piece), maximum - ids.length)) ids.push(id);
  }
  return ids.slice(0, maximum);
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
  const replaceEmoji = replacerOf(tokenizer);
  let [read, tokens] = [0, 0];
  for (const piece of cutIntoPieces(shortened, step)) {
    const count = tokenizer.encode(replaceEmoji(piece)).length;
    if (tokens + count > maximum) {
      read += Math.floor((piece.length * (maximum - tokens)) / count);
      break;
    }
    tokens += count;
    read += piece.length;
  }
  return read;
}

const replacers = new WeakMap<TextTokenizer, EmojiReplacer>();

function replacerOf(tokenizer: TextTokenizer): EmojiReplacer {
  let replacer = replacers.get(tokenizer);
  if (replacer === undefined) {
    const { unknown } = tokenizer;
    replacer = emojiReplacer((emoji) => unknown === undefined || !tokenizer.encode(emoji).includes(unknown));
    replacers.set(tokenizer, replacer);
  }
  return replacer;
}

function prepare(text: string): string {
  return shortenRuns(sliceWhole(text, maxCharacters));
}
