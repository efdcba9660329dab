// pilesort/generate: language models and your own generators, for Classifier.generate

export type { GenerationOptions, GenerationReport } from "./generation/generation.ts";
export type { Expander, Generator, GeneratorContext, Modifier } from "./generation/generator.ts";
export type { WritingPlan } from "./generation/plan-writing.ts";
export {
  type AiSdkModel,
  type AiSdkOptions,
  fromAiSdk,
  type ReasoningEffort,
  reasoningEfforts,
} from "./llm/ai-sdk-language-model.ts";
export type { Caps, Prices } from "./llm/call.ts";
export type { Completion, CompletionRequest, LanguageModel } from "./llm/language-model.ts";
export { type OpenLanguageModelOptions, openLanguageModel } from "./llm/open-language-model.ts";
