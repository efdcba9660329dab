import { cutSentences } from "../../prompts/sentences.ts";
import { estimateWords } from "../../prompts/words.ts";

/** The sentences of some texts, one after the other. */
export interface Sentences {
  readonly texts: readonly string[];
  /** The sentences of text i are texts[starts[i]] to texts[starts[i + 1] - 1]: [texts + 1]. */
  readonly starts: Int32Array;
}

/** Sentences of fewer words say nothing alone: "Hi." */
const minWords = 2;
/** Most sentences of a text; those of longer texts are read in groups. Larger: long texts take more time. */
const maxSentences = 16;

/** Returns the sentences of each text. A text of a single sentence has none. */
export function sentencesOf(texts: readonly string[]): Sentences {
  const found = texts.map(sentencesOfText);
  const starts = new Int32Array(texts.length + 1);
  for (const [i, sentences] of found.entries()) starts[i + 1] = starts[i] + sentences.length;
  return { texts: found.flat(), starts };
}

function sentencesOfText(text: string): string[] {
  const sentences = cutSentences(text).filter((sentence) => estimateWords(sentence) >= minWords);
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
