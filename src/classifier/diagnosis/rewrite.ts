import type { AiSdkModel } from "../../llm/ai-sdk-model.ts";
import type { Spent } from "../../llm/budget.ts";
import type { Caps, Prices } from "../../llm/call.ts";
import type { LanguageModel } from "../../llm/language-model.ts";
import type { DiagnoseOptions } from "./diagnosis.ts";

/** How a language model rewrites descriptions. */
export interface RewriteOptions
  extends Pick<DiagnoseOptions, "encoder" | "store" | "cacheFolder" | "maxWindows" | "signal"> {
  /** From openLanguageModel, a model object of the AI SDK, or an object of your own. It gets names and descriptions, never examples. */
  readonly model: LanguageModel | AiSdkModel;
  /** The folder of the replies. A reply is there before it is used, and a call whose reply is there is not made again. */
  readonly folder: string;
  /** Limits for all calls together, including those of earlier runs. Default: none. */
  readonly caps?: Caps;
  /** Prices, to report and cap the cost. */
  readonly prices?: Prices;
  /** Repeats all calls; earlier replies are renamed. Default: false. */
  readonly fresh?: boolean;
  /** Time limit of one call in seconds. Default: 120, or 600 for a model on this machine. */
  readonly secondsPerCall?: number;
  /** Maximum number of tokens of one reply. Default: enough for a description. */
  readonly maxOutputTokens?: number;
}

/** What became of the description of one class that has problems. */
export interface DescriptionRewrite {
  readonly label: string;
  readonly before: string;
  /** The proposed description. Absent if there was no usable reply. */
  readonly after?: string;
  /** Whether it is kept, because the class has fewer problems with it and no class has more. */
  readonly isKept: boolean;
  /** Number of problems of all descriptions without and with it, and the estimated share of texts that are confused, summed over the pairs. */
  readonly estimate: { readonly before: RewriteEstimate; readonly after?: RewriteEstimate };
  /** Why it is not kept, in one sentence. Absent if it is. */
  readonly reason?: string;
}

/** What the check of descriptions expects. */
export interface RewriteEstimate {
  readonly problems: number;
  readonly confusion: number;
}

/** Rewritten descriptions, and what they cost. */
export interface DescriptionRewrites {
  /** One per class with problems that a description can cause, in the order of the classes. */
  readonly rewrites: readonly DescriptionRewrite[];
  readonly spent: Spent;
  /** Number of calls whose reply was on disk from an earlier run. */
  readonly keptCalls: number;
}
