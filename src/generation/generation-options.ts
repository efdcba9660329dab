import { InputError, optionError } from "../errors.ts";
import { fromAiSdk } from "../llm/ai-sdk-language-model.ts";
import type { AiSdkModel } from "../llm/ai-sdk-model.ts";
import type { Caps, Prices } from "../llm/call.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import type { ClassDefinition } from "../task/task.ts";
import { defaultGenerationSettings, type GenerationSettings } from "./generation-settings.ts";
import type { Expander, GenerateFunction, Generator, Modifier } from "./generator.ts";

/** Who writes the piles, how much, and within which bounds. */
export interface GenerationOptions extends Partial<GenerationSettings> {
  /** A language model: one that openLanguageModel gave, any model object of the AI SDK, or an object of one's own. */
  readonly model?: LanguageModel | AiSdkModel;
  /** One's own writers, beside the model or in its place. */
  readonly generators?: readonly (Generator | GenerateFunction)[];
  /** Change what the first round wrote, one after the other. */
  readonly modifiers?: readonly Modifier[];
  /** Add to what the first round wrote. */
  readonly expanders?: readonly Expander[];
  /** The folder of replies and piles. A run that was stopped goes on from it, and what is there is not asked again. */
  readonly folder: string;
  /** What the whole task is about; the model is told. */
  readonly task?: string;
  /**
   * The maximum of calls under way at a time; default: 16. It begins with 4 and grows with every answer; it shrinks if
   * the model rejects calls or answers too slowly.
   */
  readonly concurrency?: number;
  /** The time limit of one call in seconds; default: 120, or 600 for a model on this machine or in a private network. */
  readonly secondsPerCall?: number;
  /**
   * The maximum of tokens of one reply, thoughts included (--max-output-tokens). Default: room for the texts that are
   * asked for, and 8,192 more for a model that thinks before it answers.
   */
  readonly maxOutputTokens?: number;
  /** Bounds that are never exceeded. At one of them the writing stops, and what is there serves. */
  readonly caps?: Caps;
  readonly prices?: Prices;
  /** Sets earlier replies aside and asks for everything anew. */
  readonly fresh?: boolean;
  /** Classes that could not be written about are told in the report alone, not thrown. */
  readonly keepGoing?: boolean;
}

export const generationDefaults = { concurrency: 16, secondsPerCall: 120 } as const;
export function asLanguageModel(model: LanguageModel | AiSdkModel | undefined): LanguageModel | undefined {
  if (model === undefined) return undefined;
  return typeof model === "object" && model !== null && "complete" in model ? model : fromAiSdk(model);
}

export function requirePrompts(classes: readonly ClassDefinition[]): void {
  if (classes.some(({ prompt }) => prompt !== undefined)) return;
  throw new InputError(
    "No class has a prompt, so there is nothing to write about; describe the classes first.",
  );
}

/** Replies are kept under these names: under one name, one would be given what the other wrote. */
export function requireUniqueNames(hooks: readonly { readonly name: string }[]): void {
  const names = hooks.map(({ name }) => name);
  const twin = names.find((name, i) => names.indexOf(name) < i);
  if (twin === undefined) return;
  throw new InputError(
    `Two generators, modifiers or expanders have the name ${JSON.stringify(twin)}; give each a name of its own.`,
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
