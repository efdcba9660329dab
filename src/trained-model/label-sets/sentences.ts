import { cutSentenceParts } from "../../prompts/sentence-parts.ts";
import { cutSentences } from "../../prompts/sentences.ts";
import { estimateWords } from "../../prompts/words.ts";

/** The sentences of some texts, or parts of them, one after the other. */
export interface Sentences {
  readonly texts: readonly string[];
  /** The sentences of text i are texts[starts[i]] to texts[starts[i + 1] - 1]: [texts + 1]. */
  readonly starts: Int32Array;
}

/** Sentences of fewer words say nothing alone: "Hi." */
const minWords = 2;
/** Most sentences of a text; those of longer texts are read in groups. Larger: long texts take more time. */
const maxSentences = 16;

/** Fewest words of a part of a sentence. Larger: fewer sentences are cut. */
const minPartWords = 4;

/**
 * Returns the sentences of each text. A text of a single sentence has its parts instead: "The parcel came late and the invoice
 * is wrong" has two. A text of a single part has none. Parts in longer texts fit labels by chance.
 */
export function sentencesOf(texts: readonly string[]): Sentences {
  const found = texts.map(sentencesOfText);
  const starts = new Int32Array(texts.length + 1);
  for (const [i, sentences] of found.entries()) starts[i + 1] = starts[i] + sentences.length;
  return { texts: found.flat(), starts };
}

function sentencesOfText(text: string): string[] {
  const whole = withEnoughWords(cutSentences(text));
  const sentences = whole.length > 1 ? whole : withEnoughWords(cutSentenceParts(text, minPartWords));
  if (sentences.length < 2) return [];
  if (sentences.length <= maxSentences) return sentences;
  return Array.from({ length: maxSentences }, (_, k) =>
    sentences
      .slice(
        Math.floor((k * sentences.length) / maxSentences),
        Math.floor(((k + 1) * sentences.length) / maxSentences),
      )
      .join(" "),
  );
}

function withEnoughWords(sentences: readonly string[]): string[] {
  return sentences.filter((sentence) => estimateWords(sentence) >= minWords);
}
