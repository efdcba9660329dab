/** How much of an encoded run is kept: enough to tell what it is, few enough tokens to leave the words around it their weight. */
const keptOfEncoded = 32;
/** How much of a long address is kept: its host and the beginning of its path. */
const keptOfAddress = 64;

/**
 * Base64, hexadecimal digits and the like: three lines or more of at least 60 characters each, or one run of more than
 * 100; and addresses of more than 100 characters. Word pieces of these are noise: there are hundreds of them per run, and
 * they would outweigh the words of the text. Text in scripts without blanks between words is not touched.
 */
const longRuns =
  /(?:https?:\/\/|www\.)[!-~]{101,}|[A-Za-z0-9+/=_-]{60,}(?:\s{1,4}[A-Za-z0-9+/=_-]{60,}){2,}|[A-Za-z0-9+/=_-]{101,}/g;

/** Cuts every long unbroken run of a text to its beginning, in time linear in the text's length. */
export function shortenRuns(text: string): string {
  return text.replace(longRuns, (run) =>
    run.slice(0, /^(?:https?:|www\.)/.test(run) ? keptOfAddress : keptOfEncoded),
  );
}
