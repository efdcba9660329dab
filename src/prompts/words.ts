const word = /[\p{L}\p{N}]+/gu;
/** Counts the words of a text: runs of letters and digits. */
export function countWords(text: string): number {
  return text.match(word)?.length ?? 0;
}

/** A letter of a language that writes no blanks between words. */
const letterWithoutBlanks =
  /\p{scx=Han}|\p{scx=Hiragana}|\p{scx=Katakana}|\p{scx=Thai}|\p{scx=Lao}|\p{scx=Khmer}|\p{scx=Myanmar}/gu;
/** Average number of letters per word in such languages. Larger: their texts count as shorter. */
const lettersPerWord = 2;

/**
 * Estimates how much a text says, in words. A run of letters without blanks, as in Chinese, Japanese or Thai, counts by its
 * number of letters.
 */
export function estimateWords(text: string): number {
  let words = 0;
  for (const [run] of text.matchAll(word)) {
    words += Math.max(1, Math.round((run.match(letterWithoutBlanks)?.length ?? 0) / lettersPerWord));
  }
  return words;
}

/** Replaces each run of white space by one space, and removes it at both ends. */
export function squashSpaces(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Removes punctuation and brackets at both ends of a text. */
export function trimPunctuation(text: string): string {
  return text.replace(/^[\s,;:.\-–—()[\]"“”]+|(?<![\s,;:.\-–—()[\]"“”])[\s,;:.\-–—()[\]"“”]+$/g, "");
}
