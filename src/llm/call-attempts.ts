import { AdaptiveLimit, type Turn } from "../async/adaptive-limit.ts";
import { type Sleep, sleepByClock } from "../async/retry.ts";
import { RemoteError, throwIfCancelled } from "../errors.ts";
import type { Reservation } from "./budget.ts";
import type { Call, Caps, Outcome } from "./call.ts";
import { completeInTime } from "./complete-in-time.ts";
import type { Completion, LanguageModel } from "./language-model.ts";
import { type Failure, failureOf, isRateLimit, ModelFailures } from "./model-failures.ts";
import { isUncharged } from "./remote-failure.ts";
import type { RunCallsOptions } from "./run-calls-options.ts";
import { describeUnusableReply, UnusableModelError } from "./unusable-reply.ts";

/** Maximum random wait after the first failed attempt; it doubles with each attempt. Larger: fewer attempts in vain. */
const firstWaitMilliseconds = 500;
/** Upper limit of the random wait. Larger: later attempts wait longer. */
const longestJitterMilliseconds = 60_000;

/** Permission for one attempt: its turn, its reservation in the budget, and its request. */
interface Permit {
  readonly turn: Turn;
  readonly reservation: Reservation;
  readonly request: Call["request"];
}

/** Makes the calls of one run: attempts, waits between them, and the limit on simultaneous calls. */
export class CallAttempts {
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
export function completionOf({ text, tokensIn, tokensOut }: Completion): Completion {
  return { text, tokensIn, tokensOut };
}
