import { setMaxListeners } from "node:events";
import { AdaptiveLimit, type Turn } from "../async/adaptive-limit.ts";
import { mapConcurrent } from "../async/concurrency.ts";
import { type Sleep, sleepByClock } from "../async/retry.ts";
import { RemoteError, throwIfCancelled } from "../errors.ts";
import type { Budget, Reservation } from "./budget.ts";
import type { Call, Caps, Outcome } from "./call.ts";
import { completeInTime } from "./complete-in-time.ts";
import type { Completion, LanguageModel } from "./language-model.ts";
import { type Failure, failureOf, isRateLimit, ModelFailures } from "./model-failures.ts";
import { isUncharged } from "./remote-failure.ts";
import type { ReplyJournal } from "./reply-journal.ts";
import { describeUnusableReply, UnusableModelError } from "./unusable-reply.ts";

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

const firstWaitMilliseconds = 500;
const longestJitterMilliseconds = 60_000;

/**
 * Makes calls to a language model, several at the same time.
 *
 * A reply is on disk before it counts, and a call whose reply is on disk already is not made. Calls begin in their order.
 * A failed attempt that may succeed later is repeated after the wait that the server asks for plus a random wait whose
 * maximum doubles (exponential backoff with full jitter, as in the AWS architecture blog). A failure of one call is its
 * outcome. A failure of the model (see ModelFailures) ends the run, after running calls have ended and their replies are
 * kept. A call that took too long is repeated with fewer calls at the same time.
 * @returns the outcomes in the order of the calls
 * @throws RemoteError or RetryableError for the failure that ended the run; CancelledError if the signal is aborted; what
 * the journal throws if a reply cannot be kept; other errors of the model, such as InputError
 */
export async function runCalls(
  model: LanguageModel,
  calls: readonly Call[],
  options: RunCallsOptions,
): Promise<Outcome[]> {
  throwIfCancelled(options.signal);
  const outcomes = new Map<string, Outcome>();
  const pending = new Map<string, Call>();
  for (const call of calls) {
    if (pending.has(call.key) || outcomes.has(call.key))
      throw new Error(`Two calls have the key ${call.key}.`);
    // All kept replies are counted before any call is made, so the caps hold and a resumed run gives the same result.
    const reply = takeKept(call, options);
    if (reply === undefined) pending.set(call.key, call);
    else outcomes.set(call.key, { call, status: "answered", reply: completionOf(reply), isKept: true });
  }
  // A separate signal, because every running call listens to it and Node would warn of a leak.
  const signal = options.signal && AbortSignal.any([options.signal]);
  const run = new Run(model, { ...options, signal }, { done: outcomes.size, total: calls.length });
  const make = (call: Call, _index: number, stop: AbortSignal) => {
    setMaxListeners(0, stop, ...(signal ? [signal] : []));
    return run.make(call, stop);
  };
  for (const made of await mapConcurrent([...pending.values()], options.concurrency, make, signal)) {
    outcomes.set(made.call.key, made);
  }
  return calls.map(({ key }) => outcomes.get(key)!);
}

/**
 * Counts the kept replies of a call and returns the last one that answers it. Unusable replies were paid for as well, so
 * each is counted under its own key.
 */
function takeKept(
  call: Call,
  { replies, budget, isAnswer = () => true }: RunCallsOptions,
): Completion | undefined {
  const last = replies.get(call.key);
  if (last === undefined) return undefined;
  const all = replies.all?.(call.key) ?? [last];
  const answer = all.findLast((reply) => isAnswer(call, reply));
  for (const [i, reply] of all.entries()) {
    budget.countKeptReply(reply === answer ? call.key : `${call.key} reply ${i}`, call.request, reply);
  }
  return answer;
}

/** Permission for one attempt: its turn, its reservation in the budget, and its request. */
interface Permit {
  readonly turn: Turn;
  readonly reservation: Reservation;
  readonly request: Call["request"];
}

class Run {
  readonly #model: LanguageModel;
  readonly #options: RunCallsOptions;
  readonly #sleep: Sleep;
  readonly #limit: AdaptiveLimit;
  readonly #failures = new ModelFailures();
  /** Number of replies that did not answer their call. */
  #paidInVain = 0;
  readonly #counts: { done: number; readonly total: number; inFlight: number };

  constructor(
    model: LanguageModel,
    options: RunCallsOptions,
    counts: { readonly done: number; readonly total: number },
  ) {
    const { concurrency, sleep = sleepByClock, now } = options;
    this.#model = model;
    this.#options = options;
    this.#sleep = sleep;
    this.#limit = options.limit ?? new AdaptiveLimit({ maximum: concurrency, sleep, now });
    this.#counts = { ...counts, inFlight: 0 };
    this.#tell();
  }

  /** Makes one call. Once `stop` is aborted, no attempt begins and no wait continues; running attempts end normally. */
  async make(call: Call, stop: AbortSignal): Promise<Outcome> {
    const outcome = await this.#tryUntilSettled(call, stop);
    this.#counts.done++;
    this.#tell();
    return outcome;
  }

  async #tryUntilSettled(call: Call, stop: AbortSignal): Promise<Outcome> {
    const { attempts = 8 } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const permit = await this.#begin(call, stop);
      if (typeof permit === "string") return { call, status: "not made", cap: permit };
      const result = await this.#send(call, permit);
      if ("reply" in result) return { call, status: "answered", reply: result.reply, isKept: false };
      if (!this.#failures.allowsRetry(result, attempt, attempts)) {
        if (this.#failures.concernsModel(result)) throw result.error;
        return { call, status: "failed", error: result.error };
      }
      await this.#rest(result, attempt, stop);
    }
  }

  /** Returns the request as it is sent: with tokens for thinking, which may grow from attempt to attempt. */
  #requestOf({ request }: Call): Call["request"] {
    const { maxOutputTokens } = this.#options;
    const thinking = request.maximumTokens === 0 ? 0 : (this.#model.thinkingTokens ?? 0);
    return { ...request, maximumTokens: maxOutputTokens ?? request.maximumTokens + thinking };
  }

  /** Waits for a turn and a reservation, in the order of the calls. */
  async #begin(call: Call, stop: AbortSignal): Promise<Permit | keyof Caps> {
    const turn = await this.#limit.enter(stop);
    const request = this.#requestOf(call);
    const reservation = await this.#options.budget.reserve(request);
    if (typeof reservation === "string") {
      turn.ended();
      return reservation;
    }
    if (stop.aborted) {
      turn.ended();
      reservation.unused();
      throwIfCancelled(stop);
    }
    return { turn, reservation, request };
  }

  /** Makes one attempt. Its tokens are counted before the next call gets its turn. */
  async #send(call: Call, permit: Permit): Promise<{ readonly reply: Completion } | Failure> {
    const { secondsPerCall, signal, isAnswer = () => true } = this.#options;
    this.#count(1);
    let reply: Completion | undefined;
    try {
      const request = { ...permit.request, signal, mayAskAgain: () => permit.reservation.again() };
      reply = await completeInTime(this.#model, request, secondsPerCall * 1000, this.#sleep);
    } catch (error) {
      this.#count(-1);
      return this.#takeFailure(error, permit);
    }
    this.#count(-1);
    if (reply === undefined) return this.#takeSilence(permit);
    if (!isAnswer(call, reply)) return await this.#takeUnusable(call, reply, permit);
    permit.reservation.answered(call.key, reply);
    permit.turn.succeeded();
    this.#failures.countReply();
    await this.#keep(call, reply);
    return { reply };
  }

  /** Keeps and counts a reply that does not answer its call. */
  async #takeUnusable(
    call: Call,
    reply: Completion,
    { reservation, turn, request }: Permit,
  ): Promise<{ readonly reply: Completion } | Failure> {
    reservation.answered(`${call.key} unusable ${++this.#paidInVain}`, reply);
    // Not counted as a success, which would raise the limit of simultaneous calls.
    turn.ended();
    const { name } = this.#model;
    // The call is repeated if the model now gets more tokens for thinking.
    const hasMoreRoom = this.#requestOf(call).maximumTokens > request.maximumTokens;
    const isHopeless = !hasMoreRoom && this.#failures.countUnusableReply();
    await this.#keep(call, reply);
    const { maximumTokens } = request;
    const { unusableReplies } = this.#failures;
    const sentence = describeUnusableReply(reply, { model: name, maximumTokens, unusableReplies });
    const error = new UnusableModelError(sentence, name);
    if (isHopeless && this.#options.stopsWithoutAnswers) throw error;
    return hasMoreRoom ? { error, mayPass: true, isAskedAtOnce: true } : { reply };
  }

  #takeFailure(error: unknown, { turn, reservation }: Permit): Failure {
    const failure = failureOf(error, this.#model.name);
    const isCharged =
      failure === undefined || (failure.error instanceof RemoteError && !isUncharged(failure.error));
    if (isCharged) reservation.abandoned();
    else reservation.refused();
    if (failure !== undefined && isRateLimit(failure)) turn.rateLimited(failure.waitMilliseconds);
    else turn.ended();
    if (failure === undefined) throw error;
    return failure;
  }

  #takeSilence({ turn, reservation }: Permit): Failure {
    reservation.abandoned();
    turn.timedOut();
    const { secondsPerCall } = this.#options;
    const { name } = this.#model;
    const atATime = this.#limit.current;
    const fewer = atATime > 1 ? `, or fewer calls at a time with the option concurrency (--concurrency)` : "";
    const remedy = `Allow more time with the option secondsPerCall (--call-seconds)${fewer}`;
    const sentence = `${name} did not answer within ${secondsPerCall} seconds. ${remedy}.`;
    return { error: new RemoteError(sentence, name), mayPass: true };
  }

  async #keep({ key, subject }: Call, reply: Completion): Promise<void> {
    await this.#options.replies.append({ key, subject, model: this.#model.name, ...completionOf(reply) });
  }

  async #rest(failure: Failure, attempt: number, stop: AbortSignal): Promise<void> {
    const { waitMilliseconds = 0, isAskedAtOnce = false } = failure;
    if (isAskedAtOnce) return;
    const { random = Math.random } = this.#options;
    const jitter = random() * Math.min(firstWaitMilliseconds * 2 ** (attempt - 1), longestJitterMilliseconds);
    await this.#sleep(waitMilliseconds + jitter, stop).catch((error: unknown) => {
      throwIfCancelled(stop);
      throw error;
    });
  }

  #count(change: number): void {
    this.#counts.inFlight += change;
    this.#tell();
  }

  #tell(): void {
    const { tokensIn, tokensOut, cost } = this.#options.budget.spent;
    this.#options.onChange?.({
      ...this.#counts,
      tokensIn,
      tokensOut,
      ...(cost !== undefined && { cost }),
    });
  }
}

/** Returns the fields of the completion that are kept. */
function completionOf({ text, tokensIn, tokensOut }: Completion): Completion {
  return { text, tokensIn, tokensOut };
}
