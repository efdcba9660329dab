import { createScriptedLanguageModel } from "../../src/llm/scripted-language-model.ts";
import { describeLanguageModel, untilStopped } from "./contract.ts";

describeLanguageModel(
  "the scripted model",
  async (reply) =>
    createScriptedLanguageModel(({ signal }) => (reply === "never" ? untilStopped(signal) : reply.text)),
  { countsTokens: false },
);
