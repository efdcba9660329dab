const word = /[\p{L}\p{N}]+/gu;

/** How many words (runs of letters and digits) a text has. */
export function countWords(text: string): number {
  return text.match(word)?.length ?? 0;
}
