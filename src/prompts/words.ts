const word = /[\p{L}\p{N}]+/gu;

/** How many words (runs of letters and digits) a text has. */
export function countWords(text: string): number {
  return text.match(word)?.length ?? 0;
}

/** The text with every run of white space made one space, and none at its ends. */
export function squashSpaces(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The text without the punctuation and brackets around it. */
export function trimPunctuation(text: string): string {
  return text.replace(/^[\s,;:.\-–—()[\]"“”]+|(?<![\s,;:.\-–—()[\]"“”])[\s,;:.\-–—()[\]"“”]+$/g, "");
}
