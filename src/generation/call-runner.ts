import { AdaptiveLimit } from "../async/adaptive-limit.ts";
import type { ProgressListener } from "../async/progress.ts";
import type { Call, Outcome } from "../llm/call.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import { runCalls } from "../llm/run-calls.ts";
import type { CallCounts } from "../llm/run-calls-options.ts";
import { UnusableModelError } from "../llm/unusable-reply.ts";
import { squashSpaces } from "../prompts/words.ts";
import type { EmbeddingPrefetch } from "./embedding-prefetch.ts";
import type { GenerationRound } from "./generation-call.ts";
import { type GenerationOptions, generationDefaults } from "./generation-options.ts";
import type { GenerationSession } from "./generation-session.ts";
import { type Reading, type ReadReplyText, readOnce } from "./reply-reader.ts";

/** Number of calls at the same time at first. With more, a server that handles one call at a time times out; with fewer, fast servers take longer to reach full speed. */
const callsAtFirst = 4;

export interface CallRunnerOptions
  extends Pick<GenerationOptions, "concurrency" | "secondsPerCall" | "maxOutputTokens" | "keepGoing"> {
  /** The language model's name. A run ends if none of the first replies of this model holds an example. */
  readonly modelName?: string;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

type Answered = Extract<Outcome, { readonly status: "answered" }>;

/** The outcome of a call. An answered call has what was read from its reply. */
export type ReadOutcome =
  | Exclude<Outcome, Answered>
  | { readonly status: "answered"; readonly reading: Reading };

/** The part of a session that running calls uses. */
type CallSession = Pick<GenerationSession, "budget"> & { readonly replies: KeptReplies };
type KeptReplies = Pick<GenerationSession["replies"], "all" | "append" | "get">;

/** Runs calls within the session's limits, reads each reply once, and reports progress. */
export class CallRunner {
  readonly #session: CallSession;
  readonly #prefetch: EmbeddingPrefetch;
  readonly #options: CallRunnerOptions;
  /** Limits on simultaneous calls by model name: learnt in one round, used in the next. */
  readonly #limits = new Map<string, AdaptiveLimit>();
  /** Number of texts since the last call of setCounts; earlier texts are counted as kept or dropped. */
  #uncheckedTexts = 0;
  #kept = 0;
  #dropped = 0;
  #keptCalls = 0;
  /** Why the model is no longer called. */
  #unusable: Error | undefined;

  constructor(session: CallSession, prefetch: EmbeddingPrefetch, options: CallRunnerOptions) {
    this.#session = session;
    this.#prefetch = prefetch;
    this.#options = options;
  }

  /** Number of calls whose reply was on disk. */
  get keptCalls(): number {
    return this.#keptCalls;
  }

  /** Sets the numbers of kept and dropped texts that progress events report. */
  setCounts(kept: number, dropped: number): void {
    this.#kept = kept;
    this.#dropped = dropped;
    this.#uncheckedTexts = 0;
  }

  /**
   * Runs the calls of one round.
   * @returns the outcomes in the order of the calls
   * @throws RemoteError if the model cannot be used, CancelledError
   */
  async run(
    model: LanguageModel,
    calls: readonly Call[],
    round: GenerationRound,
    readReply: ReadReplyText,
  ): Promise<ReadOutcome[]> {
    const read = readOnce(readReply);
    const outcomes = await this.#outcomesOf(model, calls, round, read);
    return outcomes.map((outcome) => {
      if (outcome.status !== "answered") return outcome;
      if (outcome.isKept) this.#keptCalls++;
      return { status: "answered", reading: read(outcome.reply.text) };
    });
  }

  async #outcomesOf(
    model: LanguageModel,
    calls: readonly Call[],
    round: GenerationRound,
    read: ReadReplyText,
  ): Promise<Outcome[]> {
    if (this.#unusable !== undefined) return this.#keptOutcomes(calls, this.#unusable, read);
    const {
      concurrency = generationDefaults.concurrency,
      maxOutputTokens,
      modelName,
      signal,
    } = this.#options;
    const secondsPerCall =
      this.#options.secondsPerCall ?? model.usualSeconds ?? generationDefaults.secondsPerCall;
    const maximum = Math.min(concurrency, model.mostAtOnce ?? concurrency);
    const isLanguageModel = model.name === modelName;
    try {
      return await runCalls(model, calls, {
        replies: this.#countingReplies(read),
        isAnswer: (_call, { text }) => read(text).isAnswer,
        budget: this.#session.budget,
        concurrency: maximum,
        limit: this.#limitOf(model.name, maximum, secondsPerCall),
        secondsPerCall,
        ...(isLanguageModel && { maxOutputTokens, stopsWithoutAnswers: true }),
        signal,
        onChange: (counts) => this.#report(counts, round),
      });
    } catch (error) {
      if (!(error instanceof UnusableModelError) || this.#options.keepGoing !== true) throw error;
      this.#unusable = error;
      return this.#keptOutcomes(calls, error, read);
    }
  }

  #limitOf(name: string, maximum: number, secondsPerCall: number): AdaptiveLimit {
    const limit =
      this.#limits.get(name) ??
      new AdaptiveLimit({ maximum, start: callsAtFirst, timeLimitMilliseconds: secondsPerCall * 1000 });
    this.#limits.set(name, limit);
    return limit;
  }

  /** Wraps the journal: counts the texts of all replies, and embeds those of new replies in advance. */
  #countingReplies(read: ReadReplyText): KeptReplies {
    const { replies } = this.#session;
    return {
      get: (key) => {
        const reply = replies.get(key);
        const reading = reply && read(reply.text);
        if (reading?.isAnswer) this.#uncheckedTexts += reading.texts.length;
        return reply;
      },
      all: (key) => replies.all(key),
      append: (reply) => {
        const { texts } = read(reply.text);
        this.#uncheckedTexts += texts.length;
        this.#prefetch.begin(texts.map(squashSpaces));
        return replies.append(reply);
      },
    };
  }

  #report({ done, total, inFlight, tokensIn, tokensOut, cost }: CallCounts, round: GenerationRound): void {
    this.#options.onProgress?.({
      stage: "generate",
      done,
      total,
      unit: "calls",
      generation: {
        round,
        examples: this.#kept + this.#uncheckedTexts,
        rejected: this.#dropped,
        tokensIn,
        tokensOut,
        ...(cost !== undefined && { cost }),
        inFlight,
      },
    });
  }

  /** Returns the outcomes without calling the model: replies of earlier runs, or the error. */
  #keptOutcomes(calls: readonly Call[], error: Error, read: ReadReplyText): Outcome[] {
    return calls.map((call) => {
      const reply = this.#session.replies.all(call.key).findLast(({ text }) => read(text).isAnswer);
      if (reply === undefined) return { call, status: "failed", error };
      return { call, status: "answered", reply, isKept: true };
    });
  }
}
