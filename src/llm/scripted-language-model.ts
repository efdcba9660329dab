import { argumentError, throwIfCancelled } from "../errors.ts";
import type { CompletionRequest, LanguageModel } from "./language-model.ts";

/**
 * Makes a language model that answers by a function, without network, for tests and examples.
 * @throws InputError if answer is not a function
 * @example
 * const model = createScriptedLanguageModel(() => '{"texts": ["where is my parcel?"]}');
 */
export function createScriptedLanguageModel(
  answer: (request: CompletionRequest) => string | Promise<string>,
): LanguageModel {
  if (typeof answer !== "function") throw argumentError("answer", "a function", answer);
  return {
    name: "scripted",
    async complete(request) {
      throwIfCancelled(request.signal);
      return { text: await answer(request) };
    },
  };
}
