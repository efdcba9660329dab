import type { TextTokenizer } from "./tokenizer.ts";

/** Scripts that are written without spaces between words. */
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;
const words = /[\p{L}\p{M}]+/gu;

/** Number of letters that are enough to judge the language of texts. Larger: it takes longer, 0.1 s per 100,000 letters. */
const maxLetters = 5000;
/** Number of letters below which the language is not checked. Smaller: a few names are taken for a language. */
const minLetters = 80;
/** Number of letters that a character of a script without spaces stands for: such texts are shorter by about this factor. */
const lettersPerUnspaced = 3;
/** Number of different words from which words tell a language. Smaller: a few unusual words that are repeated are reported. */
const minWords = 8;
/** Number of characters that are read of one text, so that one long text does not decide alone. */
const maxPerText = 2000;

/**
 * Share of words in several tokens from which a language is unfamiliar. With the vocabulary of the bundled encoder it is 0.01 to 0.16 in 17 English data
 * sets, and 0.38 (Hindi in Latin letters) to 0.99 in 16 other languages of SIB-200 and of tweets.
 */
const brokenFrom = 0.3;
/** Share of unknown characters in scripts without spaces: 0.25 (Japanese) to 1 (Thai) with the bundled encoder. */
const unknownFrom = 0.1;
/** Vocabularies of this size are made for many languages, all of whose words are in several tokens more often. */
const multilingualVocabulary = 100_000;
/** Share of the letters that must be in an unfamiliar language. Smaller: English with some foreign names is reported. */
const foreignFrom = 0.3;

/**
 * Returns whether texts are in a language that a vocabulary was not made for: its words fall into pieces, or its characters are unknown. An encoder with
 * this vocabulary gives such texts vectors that mean little. False if there are too few letters to tell.
 */
export function isUnfamiliar(tokenizer: TextTokenizer, texts: readonly string[]): boolean {
  const different = new Set<string>();
  const spacedLetters = { all: 0, words: 0, broken: 0 };
  const unspacedLetters = { all: 0, unknown: 0 };
  for (const text of texts) {
    const start = text.slice(0, maxPerText);
    for (const [run] of start.matchAll(unspaced)) {
      unspacedLetters.all += run.length;
      unspacedLetters.unknown += unknownShare(tokenizer, run) * run.length;
    }
    for (const [word] of start.replace(unspaced, " ").matchAll(words)) {
      spacedLetters.all += word.length;
      spacedLetters.words++;
      if (different.size < minWords) different.add(word);
      if (tokenizer.encode(word).length > 1) spacedLetters.broken++;
    }
    if (spacedLetters.all + unspacedLetters.all >= maxLetters) break;
  }
  const letters = spacedLetters.all + unspacedLetters.all;
  if (spacedLetters.all + lettersPerUnspaced * unspacedLetters.all < minLetters) return false;
  const isBroken =
    different.size >= minWords &&
    tokenizer.vocabularySize < multilingualVocabulary &&
    spacedLetters.broken >= brokenFrom * Math.max(spacedLetters.words, 1);
  const isUnknown = unspacedLetters.unknown >= unknownFrom * Math.max(unspacedLetters.all, 1);
  const foreign = (isBroken ? spacedLetters.all : 0) + (isUnknown ? unspacedLetters.all : 0);
  return foreign >= foreignFrom * letters;
}

/** Share of unknown tokens in a run of letters. */
function unknownShare(tokenizer: TextTokenizer, run: string): number {
  const ids = tokenizer.encode(run);
  return ids.filter((id) => id === tokenizer.unknown).length / Math.max(ids.length, 1);
}
