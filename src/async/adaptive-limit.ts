import { throwIfCancelled } from "../errors.ts";
import { type Sleep, sleepByClock } from "./retry.ts";

export interface AdaptiveLimitOptions {
  /** Maximum number of calls in progress at a time; 1 or more. */
  readonly maximum: number;
  /** The limit at the start. Default: the maximum. */
  readonly start?: number;
  /** Time after which the caller gives up a call. Default: no limit, so no successful call counts as slow. */
  readonly timeLimitMilliseconds?: number;
  readonly sleep?: Sleep;
  /** Returns a time in milliseconds. Only differences between two times are used. */
  readonly now?: () => number;
}

/** The permission for one call. The caller ends it with exactly one of the four methods. */
export interface Turn {
  succeeded(): void;
  /** The server rejected the call because of its rate limit. @param waitMilliseconds the wait that the server asked for, if any */
  rateLimited(waitMilliseconds?: number): void;
  /** The call was given up because it took too long. */
  timedOut(): void;
  /** The call ended in a way that says nothing about the limit. */
  ended(): void;
}

/**
 * Factor of the limit after a rate limit (the beta of CUBIC, RFC 9438). With a smaller factor throughput drops more after
 * each one; with a larger one there are more of them.
 */
const rateLimitFactor = 0.7;
/** Factor of the limit after a rate limit that follows another one without a success between them. */
const repeatedRateLimitFactor = 0.5;
/** Factor of the limit after a call that was given up because it took too long. */
const timeoutFactor = 0.5;
/**
 * A success is slow if it took more than this share of the time limit. Slow successes do not raise the limit. If it is
 * larger, more calls run into the time limit; if it is smaller, a slow server gets fewer calls at a time.
 */
const slowShare = 0.25;
/**
 * Share of the time limit that a server may need to answer all calls in progress one after the other. If it is larger, the
 * first calls may be given up; if it is smaller, the limit starts lower.
 */
const safeShare = 0.5;
/**
 * Rounds of successes (a round is as many calls as the limit) before the limit that was rejected is tried again. If it is
 * larger, the limit recovers more slowly; if it is smaller, a real rate limit rejects more calls.
 */
const roundsBeforeRetry = 8;
/** The first pause after rate limits at a limit of one call. It doubles up to the longest pause. */
const firstPauseMilliseconds = 1_000;
const longestPauseMilliseconds = 32_000;

/**
 * Limits the number of calls in progress to what a server accepts, in the manner of TCP's congestion control
 * (BIC: Xu, Harfoush and Rhee, 2004; CUBIC: Ha, Rhee and Xu, 2008). Calls are admitted in order of arrival.
 *
 * How the limit grows:
 * - The first success shows how many calls the server could answer one after the other in half the time limit. The limit
 *   is raised to that number at once, as long as no call was rejected or given up.
 * - Each further success raises the limit by one, unless it was slow.
 *
 * How the limit falls:
 * - A call that was given up because it took too long halves the limit.
 * - A rate limit multiplies it by 0.7. Successes then raise it to just below the limit that was rejected. It stays there for
 *   eight rounds, because a real rate limit would reject more again, and then grows further.
 * - Rate limits without a success between them halve it: they come from a limit of calls per minute, not from too many
 *   calls at a time. If even one call at a time is rejected, and the server names no wait, there are pauses that double.
 * - Calls that were in progress together lower the limit once, because they met the same limit.
 */
export class AdaptiveLimit {
  readonly #maximum: number;
  readonly #sleep: Sleep;
  readonly #now: () => number;
  readonly #waiting = new Set<(turn: Turn) => void>();
  readonly #timeLimitMilliseconds: number;
  #current: number;
  #inProgress = 0;
  /** The limit at which a call was last rejected. Infinite once a larger limit was accepted. */
  #rejectedLimit = Number.POSITIVE_INFINITY;
  /** The number of times that the limit was lowered. Calls that began before do not lower it again. */
  #generation = 0;
  /** Number of successes since the limit was last changed. */
  #successes = 0;
  #isBlocked = false;
  #nextPause = firstPauseMilliseconds;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #pause: AbortController | undefined;

  constructor(options: AdaptiveLimitOptions) {
    const { maximum, start = maximum, timeLimitMilliseconds = Number.POSITIVE_INFINITY } = options;
    const { sleep = sleepByClock, now = () => performance.now() } = options;
    this.#maximum = maximum;
    this.#timeLimitMilliseconds = timeLimitMilliseconds;
    this.#sleep = sleep;
    this.#now = now;
    this.#current = Math.min(start, maximum);
  }

  /** The number of calls that may be in progress now. */
  get current(): number {
    return this.#current;
  }

  /** Waits until a call may begin. @throws CancelledError if the signal is aborted before */
  async enter(signal?: AbortSignal): Promise<Turn> {
    throwIfCancelled(signal);
    const turn = await new Promise<Turn | undefined>((resolve) => {
      const leave = () => {
        this.#waiting.delete(admit);
        if (this.#waiting.size === 0) this.#pause?.abort();
        resolve(undefined);
      };
      const admit = (place: Turn) => {
        signal?.removeEventListener("abort", leave);
        resolve(place);
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#waiting.add(admit);
      this.#admit();
    });
    if (turn !== undefined) return turn;
    throwIfCancelled(signal);
    throw new Error("A call that waited for its turn was dropped although its signal is not aborted.");
  }

  #admit(): void {
    for (const admit of this.#waiting) {
      if (this.#inProgress >= this.#current) return;
      if (this.#now() < this.#pausedUntil) {
        this.#waitOutPause();
        return;
      }
      this.#waiting.delete(admit);
      this.#inProgress++;
      admit(this.#begin());
    }
  }

  #begin(): Turn {
    const generation = this.#generation;
    const startedAt = this.#now();
    return {
      succeeded: () => {
        if (generation === this.#generation) this.#countSuccess(this.#now() - startedAt);
        this.#end();
      },
      timedOut: () => {
        if (generation === this.#generation) this.#lower(timeoutFactor);
        this.#end();
      },
      rateLimited: (waitMilliseconds = 0) => {
        this.#pauseFor(waitMilliseconds);
        if (generation === this.#generation) this.#countRateLimit(waitMilliseconds);
        this.#end();
      },
      ended: () => this.#end(),
    };
  }

  #end(): void {
    this.#inProgress--;
    this.#admit();
  }

  #countSuccess(milliseconds: number): void {
    this.#isBlocked = false;
    this.#nextPause = firstPauseMilliseconds;
    if (milliseconds > slowShare * this.#timeLimitMilliseconds) return;
    if (this.#generation === 0) {
      const inTime = Math.floor((safeShare * this.#timeLimitMilliseconds) / Math.max(milliseconds, 1));
      this.#current = Math.max(this.#current, Math.min(inTime, this.#maximum));
    }
    this.#successes++;
    if (this.#successes < this.#successesToGrow()) return;
    this.#successes = 0;
    if (this.#current >= this.#rejectedLimit) this.#rejectedLimit = Number.POSITIVE_INFINITY;
    this.#current = Math.min(this.#current + 1, this.#maximum);
  }

  #successesToGrow(): number {
    if (this.#current < this.#rejectedLimit - 1) return 1;
    return this.#current < this.#rejectedLimit ? roundsBeforeRetry * this.#current : this.#current;
  }

  #countRateLimit(waitMilliseconds: number): void {
    if (this.#isBlocked && this.#current === 1 && waitMilliseconds === 0) {
      this.#pauseFor(this.#nextPause);
      this.#nextPause = Math.min(2 * this.#nextPause, longestPauseMilliseconds);
    }
    if (!this.#isBlocked) this.#rejectedLimit = this.#current;
    this.#lower(this.#isBlocked ? repeatedRateLimitFactor : rateLimitFactor);
    this.#isBlocked = true;
  }

  #lower(factor: number): void {
    this.#current = Math.max(1, Math.floor(this.#current * factor));
    this.#generation++;
    this.#successes = 0;
  }

  #pauseFor(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + milliseconds);
  }

  /** Starts one timer for all waiting calls. It ends early if no call waits any more. */
  #waitOutPause(): void {
    if (this.#pause !== undefined) return;
    const pause = new AbortController();
    this.#pause = pause;
    const resume = () => {
      this.#pause = undefined;
      this.#admit();
    };
    const left = this.#pausedUntil - this.#now();
    this.#sleep(left, pause.signal).then(resume, resume);
  }
}
