import { cutNegativeTails } from "./negation.ts";
import { countWords, trimPunctuation } from "./words.ts";

/** Stronger cuts inside a sentence: semicolons, colons, dashes and brackets. */
const segmentBreak = /\s*[;:]\s+|\s+[-–—]+\s+|[–—]|\s*[()[\]]\s*/;

/** A comma before a word that opens a clause of its own. */
const clauseBreak =
  /,\s*(?=(?:but|while|whereas|although|though|because|since|so|which|who|where|when|even|yet|with|often|usually|sometimes|for instance|for example|such as|including|like|unlike|rather than|instead of|as opposed to|not|never|without|except)\b)/i;

/** Cuts a sentence at semicolons, colons, dashes and brackets; parts without a word are left out. */
export function cutSegments(sentence: string): string[] {
  return sentence
    .split(segmentBreak)
    .map((segment) => segment.trim())
    .filter((segment) => countWords(segment) > 0);
}

/** Cuts a sentence into its clauses, of two words at least. */
export function cutClauses(sentence: string): string[] {
  return cutSegments(sentence)
    .flatMap((segment) => segment.split(clauseBreak))
    .flatMap(cutNegativeTails)
    .map(trimPunctuation)
    .filter((clause) => countWords(clause) >= 2);
}
