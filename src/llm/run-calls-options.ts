import type { AdaptiveLimit } from "../async/adaptive-limit.ts";
import type { Sleep } from "../async/retry.ts";
import type { Budget } from "./budget.ts";
import type { Call } from "./call.ts";
import type { Completion } from "./language-model.ts";
import type { ReplyJournal } from "./reply-journal.ts";

/** Limits and listeners of runCalls. */
export interface RunCallsOptions {
  readonly replies: Pick<ReplyJournal, "append" | "get"> & Partial<Pick<ReplyJournal, "all">>;
  /** May be shared by consecutive runs. */
  readonly budget: Budget;
  /** Maximum number of calls at the same time. */
  readonly concurrency: number;
  /** The limit that an earlier run of the same model learnt. Default: a new one that begins at the maximum. */
  readonly limit?: AdaptiveLimit;
  /** Time limit of one attempt in seconds. */
  readonly secondsPerCall: number;
  /** Maximum number of attempts per call; default: 8, which takes longer than a limit per minute lasts. */
  readonly attempts?: number;
  /**
   * The maximum number of tokens of every reply, including thinking. Default: the request's maximum and the tokens that
   * the model needs for thinking.
   */
  readonly maxOutputTokens?: number;
  /**
   * Returns whether a reply answers its call. If a kept reply does not, such as an empty one, its call is made again,
   * once per run. Default: every reply is an answer.
   */
  readonly isAnswer?: (call: Call, reply: Completion) => boolean;
  /** Whether a run ends with an UnusableModelError after a few replies if none of them is an answer; default: no. */
  readonly stopsWithoutAnswers?: boolean;
  /** Called synchronously after every change; must return quickly and must not throw. */
  readonly onChange?: (counts: CallCounts) => void;
  readonly signal?: AbortSignal;
  readonly sleep?: Sleep;
  /** Returns milliseconds; only differences matter. */
  readonly now?: () => number;
  /** Returns a number from 0 to below 1 that spreads waits. It does not affect results. */
  readonly random?: () => number;
}

/** Counts for reports of progress. */
export interface CallCounts {
  /** Calls that have their outcome, kept ones included. */
  readonly done: number;
  readonly total: number;
  /** Requests under way. */
  readonly inFlight: number;
  /** Used by all calls of the budget so far. */
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cost?: number;
}
