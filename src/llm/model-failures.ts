import { TryAgain } from "../async/retry.ts";
import { RemoteError } from "../errors.ts";

/** What went wrong with one attempt, and whether it may go better later. */
export interface Failure {
  readonly error: Error;
  readonly mayPass: boolean;
  /** How long the other side asked to wait. */
  readonly waitMilliseconds?: number;
  /** A reply came, but nothing in it can be used. */
  readonly isUnusableReply?: boolean;
}

/** Too many requests (RFC 6585), and the status by which some services say that they are overloaded. */
const rateLimitStatuses = new Set([429, 529]);
/** Not paid, not allowed, not there: no other call would fare better. */
const hopelessStatuses = new Set([401, 402, 404]);
const refusalsToBelieve = 5;
const surrendersToBelieve = 10;
const attemptsAtFirstContact = 3;
/** A second reply to the same request may be usable; more would be paid for in vain. */
const attemptsAtUsableReply = 2;
/** So many replies without anything usable, and none with it, end a run. With more, more calls are paid in vain. */
const unusableToBelieve = 4;
const longestWaitMilliseconds = 10 * 60_000;

/**
 * Tells what concerns one call from what concerns the model, which ends the run. The model is the matter where
 *
 * - the status is 401, 402 or 404, or 403 before the first reply (later it may be a filter's word on one request);
 * - there was no sign of life yet, neither a reply nor a status, and three attempts at a call found none;
 * - the other side asks to wait longer than ten minutes;
 * - five calls have failed, of whatever, and none was answered;
 * - ten calls in a row were given up after all their attempts;
 * - four replies held nothing that can be used, and none held anything.
 *
 * Everything else, a 400 or 422 above all, is that one call's failure.
 */
export class ModelFailures {
  #isReached = false;
  #hasReplied = false;
  #failedCalls = 0;
  #surrendersInARow = 0;
  #unusableReplies = 0;

  countReply(): void {
    this.#isReached = true;
    this.#hasReplied = true;
    this.#surrendersInARow = 0;
  }

  /** @returns how many replies were unusable so far, if none was usable; else zero */
  countUnusableReply(): number {
    this.#isReached = true;
    this.#unusableReplies++;
    return this.#hasReplied ? 0 : this.#unusableReplies;
  }

  /** The model gets more room for its next replies; those before say nothing about them. */
  forgetUnusableReplies(): void {
    this.#unusableReplies = 0;
  }

  /** Whether a call is worth another attempt after this one. */
  allowsRetry(failure: Failure, attempt: number, attempts: number): boolean {
    const { error, mayPass, waitMilliseconds = 0, isUnusableReply = false } = failure;
    if (statusOf(error) !== undefined) this.#isReached = true;
    if (isUnusableReply && this.#isUnusable) return false;
    const most = isUnusableReply
      ? attemptsAtUsableReply
      : this.#isReached
        ? attempts
        : Math.min(attempts, attemptsAtFirstContact);
    return mayPass && waitMilliseconds <= longestWaitMilliseconds && attempt < most;
  }

  /** Whether this failure, with which a call ends, is the model's. */
  concernsModel({ error, mayPass, waitMilliseconds = 0, isUnusableReply = false }: Failure): boolean {
    const status = statusOf(error);
    if (isUnusableReply) return this.#isUnusable;
    this.#failedCalls++;
    if (mayPass) this.#surrendersInARow++;
    return (
      (status !== undefined && hopelessStatuses.has(status)) ||
      (status === 403 && !this.#hasReplied) ||
      (mayPass && !this.#isReached) ||
      waitMilliseconds > longestWaitMilliseconds ||
      (!this.#hasReplied && this.#failedCalls >= refusalsToBelieve) ||
      this.#surrendersInARow >= surrendersToBelieve
    );
  }

  get #isUnusable(): boolean {
    return !this.#hasReplied && this.#unusableReplies >= unusableToBelieve;
  }
}

/** The failure that an error stands for, or nothing where it is no failure of the model's: a mistake or a bug. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof TryAgain) {
    return { error: error.error, mayPass: true, waitMilliseconds: error.waitMilliseconds };
  }
  return error instanceof RemoteError ? { error, mayPass: false } : undefined;
}

export function isRateLimit({ error }: Failure): boolean {
  return rateLimitStatuses.has(statusOf(error) ?? 0);
}

function statusOf(error: Error): number | undefined {
  return error instanceof RemoteError ? error.status : undefined;
}
