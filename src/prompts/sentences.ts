import { cutNegativeTails } from "./negation.ts";
import { countWords, squashSpaces, trimPunctuation } from "./words.ts";

/** Abbreviations and initials, whose full stop does not end a sentence. */
const abbreviation =
  /(?:^|[\s("'])(?:e\.g|i\.e|vs|cf|mr|mrs|ms|dr|prof|st|approx|incl|esp|resp|jr|sr|inc|ltd|co|no|fig|al|[A-Za-z])\.$/i;

/**
 * Full stops and the like before white space, with the quotes and brackets that close there; full-width stops anywhere.
 */
const sentenceEnd = /(?<![.!?…])[.!?…]+["'”’)\]]*(?=\s)|[。！？]+/g;

/** Semicolons, colons, dashes and brackets. */
const segmentBreak = /\s*[;:]\s+|\s+[-–—]+\s+|[–—]|\s*[()[\]]\s*/;

/** A comma before a word that begins a clause. */
const clauseBreak =
  /,\s*(?=(?:but|while|whereas|although|though|because|since|so|which|who|where|when|even|yet|with|often|usually|sometimes|for instance|for example|such as|including|like|unlike|rather than|instead of|as opposed to|not|never|without|except)\b)/i;

/** Cuts a text into its sentences. Sentences without a word are left out. */
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

/** Cuts a sentence at semicolons, colons, dashes and brackets. Parts without a word are left out. */
export function cutSegments(sentence: string): string[] {
  return sentence
    .split(segmentBreak)
    .map((segment) => segment.trim())
    .filter((segment) => countWords(segment) > 0);
}

/** Cuts a sentence into its clauses. Clauses of a single word are left out. */
export function cutClauses(sentence: string): string[] {
  return cutSegments(sentence)
    .flatMap((segment) => segment.split(clauseBreak))
    .flatMap(cutNegativeTails)
    .map(trimPunctuation)
    .filter((clause) => countWords(clause) >= 2);
}
