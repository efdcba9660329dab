import { formGrams } from "./form-grams.ts";
import { isUnspaced, tokensOf } from "./tokens.ts";

/**
 * "words": one word, and two that follow each other; of scripts without blanks also three characters. "characters": three
 * to five characters inside a word and at its ends, which also finds misspelled and inflected words. "form": how the text
 * begins, and how many of its words are capitalized or numbers, see formGrams.
 */
export type GramKind = "words" | "characters" | "form";

/** Shortest and longest character gram. Longer: more grams, of which more are too rare to use. */
const shortest = 3;
const longest = 5;

/**
 * Maximum number of tokens of a text that are read. More read more of long texts and take more time.
 */
const maxTokens = 4000;

/** Hash of a gram: 32 bits, never zero, so that zero can mark an empty place of a table. */
export type GramHash = number;

/**
 * Returns the hashes of a text's grams in the order of the text, repeated ones as often as they occur. Different kinds
 * have different hashes.
 * @example
 * gramHashes("late again", "words").length; // 3: "late", "again" and "late again"
 */
export function gramHashes(text: string, kind: GramKind): GramHash[] {
  if (kind === "form") return formGrams(text).map((gram) => finished(hashOf(gram, formSeed)));
  const tokens = tokensOf(text).slice(0, maxTokens);
  return kind === "words" ? wordGrams(tokens) : characterGrams(tokens);
}

const wordSeed = 0x9e3779b9;
const characterSeed = 0x7f4a7c15;
const formSeed = 0x51ed270b;
const joint = 0x20;

function wordGrams(tokens: readonly string[]): GramHash[] {
  const single = tokens.map((token) => hashOf(token, wordSeed));
  const found: GramHash[] = [];
  for (const [i, hash] of single.entries()) {
    found.push(finished(hash));
    if (i === 0) continue;
    found.push(finished(hashOf(tokens[i], step(single[i - 1], joint))));
    if (i > 1 && isUnspaced(tokens[i]) && isUnspaced(tokens[i - 1]) && isUnspaced(tokens[i - 2])) {
      found.push(finished(hashOf(tokens[i], step(hashOf(tokens[i - 1], step(single[i - 2], joint)), joint))));
    }
  }
  return found;
}

function characterGrams(tokens: readonly string[]): GramHash[] {
  const found: GramHash[] = [];
  for (const token of tokens) {
    if (isUnspaced(token)) continue;
    const characters = Array.from(` ${token} `, (character) => character.codePointAt(0)!);
    for (let start = 0; start + shortest <= characters.length; start++) {
      let hash = characterSeed | 0;
      const end = Math.min(start + longest, characters.length);
      for (let i = start; i < end; i++) {
        hash = step(hash, characters[i]);
        if (i - start + 1 >= shortest) found.push(finished(hash));
      }
    }
  }
  return found;
}

function hashOf(token: string, seed: number): number {
  let hash = seed | 0;
  for (let i = 0; i < token.length; i++) hash = step(hash, token.charCodeAt(i));
  return hash;
}

/** One step of FNV-1a (Fowler, Noll, Vo) on a 16-bit unit, mixed so that neighbors differ in many bits. */
function step(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ unit, 0x01000193);
  return mixed ^ (mixed >>> 15);
}

/** The finalizer of MurmurHash3 (Appleby 2008). */
function finished(hash: number): GramHash {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0 || 1;
}
