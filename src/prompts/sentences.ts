import { countWords, squashSpaces } from "./words.ts";

/** Words before a full stop that do not end a sentence. */
const abbreviation =
  /(?:^|[\s("'])(?:e\.g|i\.e|vs|cf|mr|mrs|ms|dr|prof|st|approx|incl|esp|resp|jr|sr|inc|ltd|co|no|fig|al|[A-Za-z])\.$/i;

/** Stops before white space, with the quotes and brackets that close with them; or full-width stops anywhere. */
const sentenceEnd = /(?<![.!?…])[.!?…]+["'”’)\]]*(?=\s)|[。！？]+/g;

/** Cuts a text into its sentences; those without a word are left out. */
export function cutSentences(text: string): string[] {
  const squashed = squashSpaces(text);
  const sentences: string[] = [];
  let start = 0;
  for (const match of squashed.matchAll(sentenceEnd)) {
    const end = match.index + match[0].length;
    if (match[0] === "." && abbreviation.test(squashed.slice(start, end))) continue;
    sentences.push(squashed.slice(start, end).trim());
    start = end;
  }
  sentences.push(squashed.slice(start).trim());
  return sentences.filter((sentence) => countWords(sentence) > 0);
}
