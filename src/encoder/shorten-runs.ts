/** Number of characters of an encoded run that are kept. Smaller: its kind is lost. Larger: it outweighs the words around it. */
const keptOfEncoded = 32;
/** Number of characters of a long address that are kept: its host and the beginning of its path. */
const keptOfAddress = 64;

/**
 * Base64, hexadecimal digits and similar text: three or more lines of at least 60 characters each, or one run of more than
 * 100 characters; and addresses of more than 100 characters. The tokens of such a run are noise: there are hundreds of
 * them, and they would outweigh the words of the text. Scripts without blanks between words do not match.
 */
const longRuns =
  /(?:https?:\/\/|www\.)[!-~]{101,}|[A-Za-z0-9+/=_-]{60,}(?:\s{1,4}[A-Za-z0-9+/=_-]{60,}){2,}|[A-Za-z0-9+/=_-]{101,}/g;

/** Cuts every long unbroken run of a text to its beginning. The time is linear in the text's length. */
export function shortenRuns(text: string): string {
  return text.replace(longRuns, (run) =>
    run.slice(0, /^(?:https?:|www\.)/.test(run) ? keptOfAddress : keptOfEncoded),
  );
}
