import { InputError, optionError } from "../errors.ts";
import { fromAiSdk } from "../llm/ai-sdk-language-model.ts";
import type { AiSdkModel } from "../llm/ai-sdk-model.ts";
import type { Caps, Prices } from "../llm/call.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import type { ClassDefinition } from "../task/task.ts";
import { defaultGenerationSettings, type GenerationSettings } from "./generation-settings.ts";
import type { Expander, GenerateFunction, Generator, Modifier } from "./generator.ts";

/**
 * Says who generates the examples, how many, and within which limits.
 * @example
 * const model = await openLanguageModel("openai:gpt-5-mini");
 * await classifier.generate({ model, folder: "piles", caps: { calls: 100 } });
 */
export interface GenerationOptions extends Partial<GenerationSettings> {
  /** A language model: from openLanguageModel, a model object of the AI SDK, or an object of your own. */
  readonly model?: LanguageModel | AiSdkModel;
  /** Your own generators, in addition to the language model or instead of it. */
  readonly generators?: readonly (Generator | GenerateFunction)[];
  /** Change the texts of the first round, one after the other. */
  readonly modifiers?: readonly Modifier[];
  /** Add texts to those of the first round. */
  readonly expanders?: readonly Expander[];
  /** The folder of replies and piles. A stopped run resumes from it: calls whose reply is there are not made again. */
  readonly folder: string;
  /** What the whole task is about, for the requests to the language model. */
  readonly task?: string;
  /**
   * The maximum number of calls at the same time; default: 16. A run begins with 4 and adds one with every reply; it
   * makes fewer if the model rejects calls or replies too slowly.
   */
  readonly concurrency?: number;
  /** The time limit of one call in seconds. Default: 120, or 600 for a model on this machine or in a private network. */
  readonly secondsPerCall?: number;
  /**
   * The maximum number of tokens of one reply, including thinking (--max-output-tokens). Default: enough for the
   * requested texts, and 8,192 more for a model that thinks before it answers.
   */
  readonly maxOutputTokens?: number;
  /** Limits that are never exceeded. At one of them the generation stops and uses the examples it has. */
  readonly caps?: Caps;
  readonly prices?: Prices;
  /** Whether to set earlier replies aside and make all calls again; default: no. */
  readonly fresh?: boolean;
  /** Whether classes without examples are only reported and no GenerationError is thrown; default: no. */
  readonly keepGoing?: boolean;
}

/** Defaults that do not depend on the model. */
export const generationDefaults = { concurrency: 16, secondsPerCall: 120 } as const;
export function asLanguageModel(model: LanguageModel | AiSdkModel | undefined): LanguageModel | undefined {
  if (model === undefined) return undefined;
  return typeof model === "object" && model !== null && "complete" in model ? model : fromAiSdk(model);
}

export function requirePrompts(classes: readonly ClassDefinition[]): void {
  if (classes.some(({ prompt }) => prompt !== undefined)) return;
  throw new InputError(
    "No class has a description, so no examples can be generated; describe the classes first.",
  );
}

/** Rejects two generators of one name: replies are kept by name, so one would be given the texts of the other. */
export function requireUniqueNames(generators: readonly { readonly name: string }[]): void {
  const names = generators.map(({ name }) => name);
  const twin = names.find((name, i) => names.indexOf(name) < i);
  if (twin === undefined) return;
  throw new InputError(
    `Two generators, modifiers or expanders have the name ${JSON.stringify(twin)}; give each its own name.`,
  );
}

export function checkGenerationOptions(options: Omit<GenerationOptions, "folder">): GenerationSettings {
  const settings = {
    examplesPerClass: options.examplesPerClass ?? defaultGenerationSettings.examplesPerClass,
    examplesPerCall: options.examplesPerCall ?? defaultGenerationSettings.examplesPerCall,
    shareExamples: options.shareExamples ?? defaultGenerationSettings.shareExamples,
  };
  const { concurrency = generationDefaults.concurrency, secondsPerCall = generationDefaults.secondsPerCall } =
    options;
  const { maxOutputTokens = 1 } = options;
  for (const [name, value] of Object.entries({ ...settings, concurrency, secondsPerCall, maxOutputTokens })) {
    const least = name === "shareExamples" ? 0 : 1;
    if (!Number.isSafeInteger(value) || value < least) {
      throw optionError(name, `a whole number, ${least} or more`, value);
    }
  }
  return settings;
}
