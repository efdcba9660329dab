// pilesort/generate: language models and your own generators, for Classifier.generate

export type { GenerationOptions } from "./generation/generation-options.ts";
export type { GenerationReport } from "./generation/generation-report.ts";
export type { Expander, Generator, GeneratorContext, Modifier } from "./generation/generator.ts";
export type { GenerationPlan } from "./generation/plan-generation.ts";
export {
  type AiSdkOptions,
  fromAiSdk,
  type ReasoningEffort,
  reasoningEfforts,
} from "./llm/ai-sdk-language-model.ts";
export type { AiSdkModel } from "./llm/ai-sdk-model.ts";
export type { Caps, Prices } from "./llm/call.ts";
export type { Completion, CompletionRequest, LanguageModel } from "./llm/language-model.ts";
export { type OpenLanguageModelOptions, openLanguageModel } from "./llm/open-language-model.ts";
