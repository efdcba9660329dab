/**
 * A text that UTF-8 can hold: half a surrogate pair becomes U+FFFD, as `String.prototype.toWellFormed` has it
 * (which the compiler's ES2023 does not know yet).
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}
