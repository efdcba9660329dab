/**
 * White space, control and format characters, lone surrogates, combining marks, and other characters that Unicode
 * displays as nothing. U+2800 is a braille cell without dots.
 */
const withoutVisible = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Returns whether a text has no visible character. */
export function isBlank(text: string): boolean {
  return withoutVisible.test(text);
}
