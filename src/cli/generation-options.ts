import type { ReasoningEffort } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";
import { wholeNumber } from "./shared-options.ts";

/** What the flags of a writing language model become. */
export interface GenerationFlags {
  readonly llm?: string;
  readonly llmUrl?: string;
  readonly llmKeyEnv?: string;
  readonly examples?: number;
  readonly examplesPerCall?: number;
  readonly shareExamples?: number;
  readonly concurrency?: number;
  readonly callSeconds?: number;
  readonly maxOutputTokens?: number;
  readonly reasoningEffort?: ReasoningEffort;
  readonly maxCalls?: number;
  readonly maxTokens?: number;
  readonly maxCost?: number;
  readonly priceIn?: number;
  readonly priceOut?: number;
  readonly piles?: string;
  readonly fresh?: boolean;
  readonly keepGoing?: boolean;
  /** What the whole task is about, from the task's file. */
  readonly task?: string;
}

export const llmOption: OptionSpec = {
  flags: "--llm <model>",
  description:
    "the language model: openai:NAME, anthropic:NAME, ollama:NAME, gguf:PATH, or any name with --llm-url",
};

export const pilesOption: OptionSpec = {
  flags: "--piles <folder>",
  description: "where replies and piles are kept",
};

export const keepGoingOption: OptionSpec = {
  flags: "--keep-going",
  description: "warn of classes that could not be written about, instead of ending with an error",
};

/** How much is written. */
export const amountOptions: readonly OptionSpec[] = [
  {
    flags: "--examples <number>",
    description: "examples a class to ask for (default: 24)",
    parse: wholeNumber("--examples", 1),
  },
  {
    flags: "--examples-per-call <number>",
    description: "examples to ask for in one call (default: 12)",
    parse: wholeNumber("--examples-per-call", 1),
  },
  {
    flags: "--share-examples <number>",
    description: "rows a class that the model may see, to match their style; 0 shows none (default: 3)",
    parse: wholeNumber("--share-examples", 0),
  },
  {
    flags: "--concurrency <number>",
    description:
      "maximum number of calls at a time; begins with 4, grows with each answer, shrinks if calls are rejected or slow (default: 16)",
    parse: wholeNumber("--concurrency", 1),
  },
  {
    flags: "--price-in <money>",
    description: "what a million tokens read cost, to tell and cap the cost",
    parse: money("--price-in"),
  },
  {
    flags: "--price-out <money>",
    description: "what a million tokens written cost",
    parse: money("--price-out"),
  },
];

/** Where the model is, and within which bounds it writes. */
export const callOptions: readonly OptionSpec[] = [
  { flags: "--llm-url <address>", description: "where an OpenAI-compatible server answers" },
  {
    flags: "--llm-key-env <variable>",
    description: "the environment variable that holds the key, where it is not the provider's usual one",
  },
  {
    flags: "--call-seconds <number>",
    description: "time limit of one call in seconds (default: 120, or 600 for a server on this machine)",
    parse: wholeNumber("--call-seconds", 1),
  },
  {
    flags: "--max-output-tokens <number>",
    description:
      "maximum number of tokens per reply, thoughts included (default: room for the texts, and 8192 more for models that think)",
    parse: wholeNumber("--max-output-tokens", 1),
  },
  {
    flags: "--reasoning-effort <level>",
    description: "how much a reasoning model thinks before it answers (default: the provider's)",
    // The same as the library's reasoningEfforts, which the command line loads only when it is needed.
    choices: ["none", "minimal", "low", "medium", "high", "xhigh"],
  },
  {
    flags: "--max-calls <number>",
    description: "never make more calls than this; train on what there is then",
    parse: wholeNumber("--max-calls", 0),
  },
  {
    flags: "--max-tokens <number>",
    description: "never use more tokens than this, read and written together",
    parse: wholeNumber("--max-tokens", 0),
  },
  {
    flags: "--max-cost <money>",
    description: "never spend more than this; needs --price-in and --price-out",
    parse: money("--max-cost"),
  },
  { flags: "--fresh", description: "ask for everything anew; earlier replies are set aside, not deleted" },
];

/** A parser for amounts of money: numbers from 0 up. */
function money(option: string): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() !== "" && number >= 0 && Number.isFinite(number)) return number;
    throw new UsageError(`The option ${option} must be a number, 0 or more; got ${JSON.stringify(value)}.`);
  };
}

/** Flags that mean nothing without a model, given without one, are a slip. */
export function rejectWithoutModel(flags: GenerationFlags): void {
  if (flags.llm !== undefined) return;
  const given = [...amountOptions, ...callOptions, pilesOption, keepGoingOption]
    .map((option) => option.flags.split(" ")[0])
    .find((flag) => flags[toName(flag)] !== undefined);
  if (given === undefined) return;
  throw new UsageError(
    `The option ${given} is about a language model; name one with --llm, or leave it out.`,
  );
}

/** "--max-calls" is maxCalls. */
function toName(flag: string): keyof GenerationFlags {
  return flag.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()) as keyof GenerationFlags;
}
