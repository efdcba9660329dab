import { setTimeout } from "node:timers/promises";
import { throwIfCancelled } from "../errors.ts";

/** Thrown by work that may succeed a little later. `error` is thrown instead after the last attempt. */
export class TryAgain extends Error {
  constructor(
    readonly error: Error,
    /** The wait that the server asked for. */
    readonly waitMilliseconds?: number,
  ) {
    super(error.message, { cause: error });
  }
}

/** Waits for some milliseconds. @throws as soon as the signal is aborted */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;

export const sleepByClock: Sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

/** Number of attempts in all. With more, a server that is down is reported later. */
const attempts = 5;
/** The wait before the second attempt. It doubles with each further one. */
const firstWaitMilliseconds = 500;
/** Maximum wait before an attempt, also if the server asks for a longer one. */
const maxWaitMilliseconds = 60_000;

/**
 * Does work, and repeats it if it throws TryAgain: up to five attempts, with waits of 0.5, 1, 2 and 4 seconds between them, or
 * the waits that the server asked for. Other errors are thrown at once.
 * @throws the error of the last attempt, CancelledError
 */
export async function withRetries<T>(work: () => Promise<T>, sleep: Sleep, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    throwIfCancelled(signal);
    try {
      return await work();
    } catch (reason) {
      if (!(reason instanceof TryAgain)) throw reason;
      if (attempt === attempts) throw reason.error;
      const wait = reason.waitMilliseconds ?? firstWaitMilliseconds * 2 ** (attempt - 1);
      await sleep(Math.min(wait, maxWaitMilliseconds), signal).catch((error: unknown) => {
        throwIfCancelled(signal);
        throw error;
      });
    }
  }
}
