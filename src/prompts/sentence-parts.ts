import { cutSentences } from "./sentences.ts";
import { estimateWords } from "./words.ts";

/** A semicolon, or "and" or "but" with or without a comma. */
const partBreak = /\s*;\s+|,?\s+(?:and|but)\s+/gi;

/**
 * Cuts a text into its sentences, and these where a second statement may begin: at semicolons, "and" and "but". A sentence is
 * cut only where both sides have enough words, so "bread and butter" stays whole. The word at the cut is left out.
 * @param minWords fewest words of a part of a sentence, as `estimateWords` counts them
 */
export function cutSentenceParts(text: string, minWords: number): string[] {
  return cutSentences(text).flatMap((sentence) => partsOfSentence(sentence, minWords));
}

function partsOfSentence(sentence: string, minWords: number): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const match of sentence.matchAll(partBreak)) {
    const part = sentence.slice(start, match.index);
    const end = match.index + match[0].length;
    if (estimateWords(part) < minWords || estimateWords(sentence.slice(end)) < minWords) continue;
    parts.push(part.trim());
    start = end;
  }
  return [...parts, sentence.slice(start).trim()];
}
