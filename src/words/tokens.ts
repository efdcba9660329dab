/** Scripts that are written without blanks between words. Each of their characters is a token. */
const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}";

/**
 * In this order: one character of an unspaced script with its marks; a word with apostrophes inside; a number; a symbol or
 * punctuation mark that may tell something, such as an emoji, "$" or "?".
 */
const tokenPattern = new RegExp(
  `[${unspaced}]\\p{M}*` +
    `|(?:(?![${unspaced}])[\\p{L}\\p{M}_])+(?:['’](?:(?![${unspaced}])[\\p{L}\\p{M}])+)*` +
    "|\\p{N}+" +
    "|\\p{Extended_Pictographic}|\\p{Sc}|[!?%#@&+*/=<>]",
  "gu",
);

/** Numbers of at least this number of digits are reduced to their length. Smaller: more numbers lose their value. */
const longNumber = 5;

/**
 * Cuts a text into tokens: words in lower case, numbers, symbols, and single characters of scripts without blanks between
 * words. Long numbers become zeros, since their digits hardly ever occur again. The same on every version of Node.
 * @example
 * tokensOf("It's £900, call 08712345678!"); // ["it's", "£", "900", "call", "00000000000", "!"]
 */
export function tokensOf(text: string): string[] {
  const found = text.normalize("NFKC").toLowerCase().replaceAll("’", "'").match(tokenPattern) ?? [];
  return found.map((token) =>
    token.length >= longNumber && isNumber(token) ? "0".repeat(token.length) : token,
  );
}

function isNumber(token: string): boolean {
  return /^\p{N}/u.test(token);
}

/** Returns whether a token is one character of a script without blanks between words. */
export function isUnspaced(token: string): boolean {
  return unspacedStart.test(token);
}

const unspacedStart = new RegExp(`^[${unspaced}]`, "u");
