import { TryAgain } from "../async/retry.ts";
import { RemoteError, RetryableError } from "../errors.ts";
import { httpFailureIn } from "./http-failure.ts";

/** The failure of one attempt. */
export interface Failure {
  readonly error: Error;
  /** Whether a later attempt may succeed. */
  readonly mayPass: boolean;
  /** How long the server asks to wait. */
  readonly waitMilliseconds?: number;
  /** Whether the next attempt needs no wait, because it is another request. */
  readonly isAskedAtOnce?: boolean;
}

/** Too many requests (RFC 6585), and the status by which some services say that they are overloaded. */
const rateLimitStatuses = new Set([429, 529]);
/** Not paid, not allowed, not found: all other calls would fail as well. */
const permanentStatuses = new Set([401, 402, 404]);
/** Failed calls before the first reply that end the run. With more, a broken set-up costs more calls. */
const failedCallsBeforeStop = 5;
/** Calls in a row that failed after all attempts and end the run. With fewer, a short outage ends it. */
const givenUpCallsBeforeStop = 10;
/** Attempts per call until the server has answered once. With more, a wrong address is reported later. */
const attemptsAtFirstContact = 3;
/** Replies without a usable text that end the run if no other reply had one. With more, more calls are paid for in vain. */
const unusableRepliesBeforeStop = 4;
/** A server that asks to wait longer ends the run. A longer maximum leaves the user waiting without results. */
const longestWaitMilliseconds = 10 * 60_000;

/**
 * Distinguishes failures of one call from failures of the model, which end the run. A failure is the model's if
 *
 * - the status is 401, 402 or 404, or 403 before the first reply (later, 403 may come from a filter of requests);
 * - the server has never answered, neither with a reply nor with a status, after three attempts at a call;
 * - the server asks to wait longer than ten minutes;
 * - five calls have failed and none was answered;
 * - ten calls in a row failed after all their attempts;
 * - four replies had no usable text, and no other reply had one.
 *
 * Any other failure, such as a status of 400 or 422, is that of one call.
 */
export class ModelFailures {
  #isReached = false;
  #hasReplied = false;
  #failedCalls = 0;
  #surrendersInARow = 0;
  #unusableReplies = 0;

  /** Number of replies without a usable text. */
  get unusableReplies(): number {
    return this.#unusableReplies;
  }

  countReply(): void {
    this.#isReached = true;
    this.#hasReplied = true;
    this.#surrendersInARow = 0;
  }

  /** Counts a reply without a usable text. @returns whether the run is to end */
  countUnusableReply(): boolean {
    this.#isReached = true;
    this.#surrendersInARow = 0;
    this.#unusableReplies++;
    return !this.#hasReplied && this.#unusableReplies >= unusableRepliesBeforeStop;
  }

  /** Returns whether a call gets another attempt after this one. */
  allowsRetry({ error, mayPass, waitMilliseconds = 0 }: Failure, attempt: number, attempts: number): boolean {
    if (statusOf(error) !== undefined || error instanceof RetryableError) this.#isReached = true;
    const most = this.#isReached ? attempts : Math.min(attempts, attemptsAtFirstContact);
    return mayPass && waitMilliseconds <= longestWaitMilliseconds && attempt < most;
  }

  /** Returns whether the failure of a call is a failure of the model. */
  concernsModel({ error, mayPass, waitMilliseconds = 0 }: Failure): boolean {
    const status = statusOf(error);
    this.#failedCalls++;
    if (mayPass) this.#surrendersInARow++;
    return (
      (status !== undefined && permanentStatuses.has(status)) ||
      (status === 403 && !this.#hasReplied) ||
      (mayPass && !this.#isReached) ||
      waitMilliseconds > longestWaitMilliseconds ||
      (!this.#hasReplied && this.#failedCalls >= failedCallsBeforeStop) ||
      this.#surrendersInARow >= givenUpCallsBeforeStop
    );
  }
}

/**
 * Returns the failure that an error thrown by a model stands for.
 * @returns undefined for an error that is not a failure of the model, such as invalid input or a bug
 */
export function failureOf(error: unknown, modelName: string): Failure | undefined {
  if (error instanceof TryAgain) {
    return { error: error.error, mayPass: true, waitMilliseconds: error.waitMilliseconds };
  }
  if (error instanceof RetryableError) {
    return { error, mayPass: true, waitMilliseconds: error.retryAfterMilliseconds };
  }
  if (error instanceof RemoteError) return { error, mayPass: false };
  const http = httpFailureIn(error);
  if (http === undefined) return undefined;
  const { message } = error as Error;
  return {
    error: new RemoteError(`${modelName} failed: ${message}`, modelName, http.status, { cause: error }),
    mayPass: true,
    waitMilliseconds: http.retryAfterMilliseconds,
  };
}

/** Returns whether fewer calls at the same time may help: after "too many requests", and after a RetryableError. */
export function isRateLimit({ error }: Failure): boolean {
  return error instanceof RetryableError || rateLimitStatuses.has(statusOf(error) ?? 0);
}

function statusOf(error: Error): number | undefined {
  return error instanceof RemoteError ? error.status : undefined;
}
