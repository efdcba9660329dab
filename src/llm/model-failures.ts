import { TryAgain } from "../async/retry.ts";
import { RemoteError, RetryableError } from "../errors.ts";
import { httpFailureIn } from "./http-failure.ts";

/** What went wrong with one attempt, and whether it may go better later. */
export interface Failure {
  readonly error: Error;
  readonly mayPass: boolean;
  /** How long the other side asked to wait. */
  readonly waitMilliseconds?: number;
  /** It needs no wait: the next attempt is another request. */
  readonly isAskedAtOnce?: boolean;
}

/** Too many requests (RFC 6585), and the status by which some services say that they are overloaded. */
const rateLimitStatuses = new Set([429, 529]);
/** Not paid, not allowed, not there: no other call would fare better. */
const permanentStatuses = new Set([401, 402, 404]);
const failedCallsBeforeStop = 5;
const givenUpCallsBeforeStop = 10;
const attemptsAtFirstContact = 3;
/** So many replies that answer nothing, and none that does, end a run. With more, more calls are paid for in vain. */
const unusableRepliesBeforeStop = 4;
const longestWaitMilliseconds = 10 * 60_000;

/**
 * Tells what concerns one call from what concerns the model, which ends the run. The model is the matter where
 *
 * - the status is 401, 402 or 404, or 403 before the first reply (later it may be a filter's word on one request);
 * - there was no sign of life yet, neither a reply nor a status, and three attempts at a call found none;
 * - the other side asks to wait longer than ten minutes;
 * - five calls have failed, of whatever, and none was answered;
 * - ten calls in a row were given up after all their attempts;
 * - four replies answered nothing, and no other did.
 *
 * Everything else, a 400 or 422 above all, is that one call's failure.
 */
export class ModelFailures {
  #isReached = false;
  #hasReplied = false;
  #failedCalls = 0;
  #surrendersInARow = 0;
  #unusableReplies = 0;

  /** How many replies answered nothing. */
  get unusableReplies(): number {
    return this.#unusableReplies;
  }

  countReply(): void {
    this.#isReached = true;
    this.#hasReplied = true;
    this.#surrendersInARow = 0;
  }

  /** Counts a reply that answers nothing. @returns whether the model answers nothing at all */
  countUnusableReply(): boolean {
    this.#isReached = true;
    this.#surrendersInARow = 0;
    this.#unusableReplies++;
    return !this.#hasReplied && this.#unusableReplies >= unusableRepliesBeforeStop;
  }

  /** Whether a call is worth another attempt after this one. */
  allowsRetry({ error, mayPass, waitMilliseconds = 0 }: Failure, attempt: number, attempts: number): boolean {
    if (statusOf(error) !== undefined || error instanceof RetryableError) this.#isReached = true;
    const most = this.#isReached ? attempts : Math.min(attempts, attemptsAtFirstContact);
    return mayPass && waitMilliseconds <= longestWaitMilliseconds && attempt < most;
  }

  /** Whether this failure, with which a call ends, is the model's. */
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
