import type { LanguageWords } from "./other-languages.ts";
import { countWords, trimPunctuation } from "./words.ts";

/** Ends of sentences, semicolons, colons, dashes and brackets of many scripts. */
const segmentBreak =
  /(?<![.!?…])[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？।؟]+|\s*[;:]\s+|[；：؛]|\s+[-–—]+\s+|[–—]|\s*[()[\]（）]\s*/u;
/** Commas of many scripts. */
const comma = /[,，、،]/u;
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/gu;

/** The same limits as for lists in English; of scripts without spaces, this number of characters counts as one word. */
const minItems = 4;
const maxItemWords = 8;
const charactersPerWord = 2;

/** Clauses and list items of a description. */
export interface Clauses {
  readonly clauses: readonly string[];
  readonly items: readonly string[];
}

/**
 * Cuts a description in a language other than English into clauses and list items, without those that say what the class
 * is not: a part after a comma that begins with a negation, and all that follows it in the same segment.
 * @example
 * cutClausesOf("Geld zurück, nicht Umtausch.", languageWordsOf("Geld zurück und nicht Umtausch, oder ...")!);
 * // { clauses: ["Geld zurück"], items: [] }
 */
export function cutClausesOf(description: string, words: LanguageWords): Clauses {
  const heads = description
    .split(segmentBreak)
    .map((segment) => partsBeforeNegation(segment, words))
    .filter((parts) => parts.length > 0);
  return {
    clauses: heads.map((parts) => trimPunctuation(joined(parts))).filter((clause) => wordsIn(clause) >= 2),
    items: heads.flatMap((parts) => itemsOf(parts, words)),
  };
}

/** A part of a segment with the comma before it. */
interface Part {
  readonly comma: string;
  readonly text: string;
}

function partsBeforeNegation(segment: string, words: LanguageWords): Part[] {
  const parts: Part[] = [];
  let before = "";
  for (const piece of segment.split(new RegExp(`(${comma.source})`, "u"))) {
    if (comma.test(piece)) before = piece;
    else if (countWords(piece) > 0) {
      if (isNegativeIn(piece, words)) return parts;
      parts.push({ comma: parts.length === 0 ? "" : before, text: piece });
    }
  }
  return parts;
}

function isNegativeIn(part: string, { openings, denials }: LanguageWords): boolean {
  return (
    new RegExp(`^\\s*(?:${whole(openings)})`, "iu").test(part) ||
    (denials !== undefined && new RegExp(whole(denials), "iu").test(part))
  );
}

/** Words of a spaced script stand alone; those of others may be followed by any letter. */
function whole(words: string): string {
  return hasSpaces(words) ? `(?<![\\p{L}\\p{M}])(?:${words})(?![\\p{L}\\p{M}])` : `(?:${words})`;
}

function itemsOf(parts: readonly Part[], words: LanguageWords): string[] {
  if (parts.length < 2) return [];
  const texts = parts.map(({ text }) => text.trim());
  const items = [...texts.slice(0, -1), ...lastItems(texts.at(-1)!, words)];
  if (items.length < minItems) return [];
  const first = items[0].replace(new RegExp(`^.*${whole(words.introductions)}\\s*`, "iu"), "");
  if (countWords(first) > 0) items[0] = first;
  return items.map(trimPunctuation).filter((item) => wordsIn(item) >= 1 && wordsIn(item) <= maxItemWords);
}

/** Splits the last part of a list at its conjunction, if it has one. */
function lastItems(part: string, { conjunctions }: LanguageWords): string[] {
  const without = part.replace(new RegExp(`^${whole(conjunctions)}\\s+`, "iu"), "");
  const between = hasSpaces(conjunctions) ? `\\s+(?:${conjunctions})\\s+` : `(?:${conjunctions})`;
  const halves = without.split(new RegExp(between, "iu")).filter((half) => countWords(half) > 0);
  return halves.length === 2 ? halves : [without];
}

function hasSpaces(words: string): boolean {
  return (words.match(unspaced)?.length ?? 0) === 0;
}

function joined(parts: readonly Part[]): string {
  return parts.map(({ comma, text }) => comma + text).join("");
}

/** Counts words; of scripts without spaces, pairs of characters. */
function wordsIn(text: string): number {
  const characters = text.match(unspaced)?.length ?? 0;
  return countWords(text.replace(unspaced, " ")) + Math.ceil(characters / charactersPerWord);
}
