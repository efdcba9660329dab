const word = /[\p{L}\p{N}]+/gu;

/** Counts the words of a text: runs of letters and digits. */
export function countWords(text: string): number {
  return text.match(word)?.length ?? 0;
}

/** Replaces each run of white space by one space, and removes it at both ends. */
export function squashSpaces(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Removes punctuation and brackets at both ends of a text. */
export function trimPunctuation(text: string): string {
  return text.replace(/^[\s,;:.\-–—()[\]"“”]+|(?<![\s,;:.\-–—()[\]"“”])[\s,;:.\-–—()[\]"“”]+$/g, "");
}
