/**
 * Cuts a text into pieces of at most `size` characters, before white space if possible. The joined pieces are the text.
 *
 * Some tokenizers handle a text as one word, or pass its characters as the arguments of a call. A text of limited length
 * keeps their time linear and their stack small. A piece keeps the white space before its first word, so that words have
 * the same tokens as in the whole text.
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

/** Returns the first `length` characters of a text, one fewer if the last one would be half of a surrogate pair. */
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
