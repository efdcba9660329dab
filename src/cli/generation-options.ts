import type { ReasoningEffort } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";
import { wholeNumber } from "./shared-options.ts";

/** Values of the flags about a language model that generates examples. */
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
  /** Description of the whole task, from the task file. */
  readonly task?: string;
}

export const llmOption: OptionSpec = {
  flags: "--llm <model>",
  description:
    "language model that generates examples: openai:NAME, anthropic:NAME, ollama:NAME, gguf:PATH, or any name with --llm-url",
};

export const pilesOption: OptionSpec = {
  flags: "--piles <folder>",
  description: "folder for the replies and the generated examples",
};

export const keepGoingOption: OptionSpec = {
  flags: "--keep-going",
  description: "warn about classes without generated examples, instead of ending with an error",
};

/** Flags that set how much is generated. */
export const amountOptions: readonly OptionSpec[] = [
  {
    flags: "--examples <number>",
    description: "number of examples per class (default: 24)",
    parse: wholeNumber("--examples", 1),
  },
  {
    flags: "--examples-per-call <number>",
    description: "number of examples per call (default: 12)",
    parse: wholeNumber("--examples-per-call", 1),
  },
  {
    flags: "--share-examples <number>",
    description:
      "number of your own examples per class that the language model sees, to match their style; 0 shows none (default: 3)",
    parse: wholeNumber("--share-examples", 0),
  },
  {
    flags: "--concurrency <number>",
    description:
      "maximum number of calls at a time; starts at 4, grows with each reply, shrinks if calls are rejected or slow (default: 16)",
    parse: wholeNumber("--concurrency", 1),
  },
  {
    flags: "--price-in <money>",
    description: "price per million input tokens, to report and cap the cost",
    parse: money("--price-in"),
  },
  {
    flags: "--price-out <money>",
    description: "price per million output tokens",
    parse: money("--price-out"),
  },
];

/** Flags about the server of the language model, and the caps. */
export const callOptions: readonly OptionSpec[] = [
  { flags: "--llm-url <address>", description: "address of an OpenAI-compatible server" },
  {
    flags: "--llm-key-env <variable>",
    description: "environment variable with the API key (default: the usual one of the provider)",
  },
  {
    flags: "--call-seconds <number>",
    description: "time limit per call, in seconds (default: 120, or 600 for a server on this machine)",
    parse: wholeNumber("--call-seconds", 1),
  },
  {
    flags: "--max-output-tokens <number>",
    description:
      "maximum number of tokens per reply, reasoning included (default: enough for the texts, and 8192 more for reasoning models)",
    parse: wholeNumber("--max-output-tokens", 1),
  },
  {
    flags: "--reasoning-effort <level>",
    description: "how much a reasoning model reasons before it replies (default: the provider's)",
    // Equal to the library's reasoningEfforts, which is not imported here because help must not load the library.
    choices: ["none", "minimal", "low", "medium", "high", "xhigh"],
  },
  {
    flags: "--max-calls <number>",
    description: "cap on the number of calls; training uses the examples generated until then",
    parse: wholeNumber("--max-calls", 0),
  },
  {
    flags: "--max-tokens <number>",
    description: "cap on the number of tokens, input and output together",
    parse: wholeNumber("--max-tokens", 0),
  },
  {
    flags: "--max-cost <money>",
    description: "cap on the cost; needs --price-in and --price-out",
    parse: money("--max-cost"),
  },
  { flags: "--fresh", description: "repeat all calls; earlier replies are renamed, not deleted" },
];

/** Returns a parser for amounts of money: numbers from 0 up. */
function money(option: string): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() !== "" && number >= 0 && Number.isFinite(number)) return number;
    throw new UsageError(`The option ${option} must be a number, 0 or more; got ${JSON.stringify(value)}.`);
  };
}

/** Rejects flags about a language model if none is named. */
export function rejectWithoutModel(flags: GenerationFlags): void {
  if (flags.llm !== undefined) return;
  const given = [...amountOptions, ...callOptions, pilesOption, keepGoingOption]
    .map((option) => option.flags.split(" ")[0])
    .find((flag) => flags[toName(flag)] !== undefined);
  if (given === undefined) return;
  throw new UsageError(
    `The option ${given} needs a language model; name one with --llm, or leave out ${given}.`,
  );
}

/** Converts a flag to its name: "--max-calls" becomes maxCalls. */
function toName(flag: string): keyof GenerationFlags {
  return flag.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()) as keyof GenerationFlags;
}
