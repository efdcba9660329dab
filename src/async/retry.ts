import { setTimeout } from "node:timers/promises";
import { throwIfCancelled } from "../errors.ts";

/** Thrown by work that may succeed a little later; `error` is what is thrown once patience ends. */
export class TryAgain extends Error {
  constructor(
    readonly error: Error,
    /** How long the other side asked to wait. */
    readonly waitMilliseconds?: number,
  ) {
    super(error.message, { cause: error });
  }
}

/** Waits; ends early with an error where the signal fires. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;

export const sleepByClock: Sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

const attempts = 5;
const firstWaitMilliseconds = 500;
/** Nobody waits longer than this for one attempt, whatever the other side asks. */
const longestWaitMilliseconds = 60_000;

/** Does work up to five times, waiting twice as long each time, where it throws TryAgain; all else is thrown at once. */
export async function withRetries<T>(work: () => Promise<T>, sleep: Sleep, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    throwIfCancelled(signal);
    try {
      return await work();
    } catch (reason) {
      if (!(reason instanceof TryAgain)) throw reason;
      if (attempt === attempts) throw reason.error;
      const wait = reason.waitMilliseconds ?? firstWaitMilliseconds * 2 ** (attempt - 1);
      await sleep(Math.min(wait, longestWaitMilliseconds), signal).catch((error: unknown) => {
        throwIfCancelled(signal);
        throw error;
      });
    }
  }
}
