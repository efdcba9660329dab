import { scoreSparse } from "../head/sparse-softmax.ts";
import type { Channel } from "./channel.ts";
import type { WordScores } from "./fit.ts";

/** Makes the channel of words: tf-idf features and a linear head. It does not estimate P(none). */
export function wordChannel({ vocabulary, head }: WordScores): Channel {
  return { score: async (texts) => ({ logits: scoreSparse(head, vocabulary.features(texts)) }) };
}
