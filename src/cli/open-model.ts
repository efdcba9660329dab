import type { LanguageModel } from "../index.ts";
import type { Context } from "./context.ts";
import type { GenerationFlags } from "./generation-options.ts";

/** Opens the language model that --llm names. */
export async function openModel(
  flags: GenerationFlags & { readonly llm: string },
  context: Context,
): Promise<LanguageModel> {
  const { openLanguageModel } = await import("../index.ts");
  return openLanguageModel(flags.llm, {
    url: flags.llmUrl,
    keyVariable: flags.llmKeyEnv,
    reasoningEffort: flags.reasoningEffort,
    environment: context.env,
  });
}
