/**
 * Cuts a text into pieces of at most `size` characters, before white space where there is any; joined, the pieces are
 * the text again.
 *
 * Some tokenizers take a text as one word or spread it over a call's arguments: linear time and a bounded stack
 * need a bounded text. A piece keeps the white space before its first word, so words tokenise as they would uncut.
 */
export function cutIntoPieces(text: string, size: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (text.length - start > size) {
    const end = cutBefore(text, start, start + size);
    pieces.push(text.slice(start, end));
    start = end;
  }
  pieces.push(text.slice(start));
  return pieces;
}

/** The first characters of a text, one fewer where the last one would be half of a surrogate pair. */
export function sliceWhole(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, isHighSurrogate(text.charCodeAt(length - 1)) ? length - 1 : length);
}

function cutBefore(text: string, start: number, limit: number): number {
  for (let i = limit; i > start; i--) {
    if (/\s/.test(text[i])) return i;
  }
  return isHighSurrogate(text.charCodeAt(limit - 1)) ? limit - 1 : limit;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
