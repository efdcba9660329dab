import type { Caps, GenerationOptions, Prices } from "../index.ts";
import { UsageError } from "./command.ts";
import type { GenerationFlags } from "./generation-options.ts";

/** Returns the library's options of a generation, without the language model. */
export function toGenerationOptions(
  flags: GenerationFlags,
  folder: string,
): Omit<GenerationOptions, "model"> {
  return {
    folder,
    ...toPlanOptions(flags),
    secondsPerCall: flags.callSeconds,
    maxOutputTokens: flags.maxOutputTokens,
    caps: toCaps(flags),
    fresh: flags.fresh,
    keepGoing: flags.keepGoing,
  };
}

/** Returns the options that set how much is generated. */
export function toPlanOptions(flags: GenerationFlags) {
  return {
    examplesPerClass: flags.examples,
    examplesPerCall: flags.examplesPerCall,
    shareExamples: flags.shareExamples,
    concurrency: flags.concurrency,
    prices: toPrices(flags),
    task: flags.task,
  };
}

function toPrices({ priceIn, priceOut }: GenerationFlags): Prices | undefined {
  if (priceIn === undefined && priceOut === undefined) return undefined;
  if (priceIn === undefined || priceOut === undefined) {
    throw new UsageError(
      "Give both --price-in and --price-out, the prices per million input and output tokens.",
    );
  }
  return { in: priceIn, out: priceOut };
}

function toCaps({ maxCalls, maxTokens, maxCost, priceIn, priceOut }: GenerationFlags): Caps {
  if (maxCost !== undefined && (priceIn === undefined || priceOut === undefined)) {
    throw new UsageError(
      "The option --max-cost needs --price-in and --price-out, the prices per million input and output tokens.",
    );
  }
  return {
    ...(maxCalls !== undefined && { calls: maxCalls }),
    ...(maxTokens !== undefined && { tokens: maxTokens }),
    ...(maxCost !== undefined && { cost: maxCost }),
  };
}
