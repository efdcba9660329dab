import { throwIfCancelled } from "../errors.ts";
import type { Channel } from "./channel.ts";
import { scoreWords, type WordModel } from "./word-model.ts";

/** Makes the channel of a text's words. It does not estimate P(none). */
export function wordChannel(words: WordModel): Channel {
  return {
    async score(texts, options) {
      throwIfCancelled(options?.signal);
      return { logits: scoreWords(words, texts) };
    },
  };
}
