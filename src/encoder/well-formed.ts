/**
 * Replaces every half of a surrogate pair by U+FFFD, so that the text can be encoded in UTF-8. The same as
 * `String.prototype.toWellFormed`, which ES2023 does not have.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}
