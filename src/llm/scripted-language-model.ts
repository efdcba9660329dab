import { argumentError, throwIfCancelled } from "../errors.ts";
import type { CompletionRequest, LanguageModel } from "./language-model.ts";

/** A language model that answers by a script, with no network: for tests and examples. */
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
