import { setImmediate } from "node:timers/promises";
import type { Sleep } from "../../src/async/retry.ts";

/** A clock that only a test advances, so that hours of waiting take no time. */
export class VirtualClock {
  #time = 0;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  /** All requested waits. */
  readonly waits: number[] = [];

  readonly now = (): number => this.#time;

  readonly sleep: Sleep = (milliseconds, signal) => {
    this.waits.push(milliseconds);
    return new Promise<void>((resolve, reject) => {
      const sleeper = { until: this.#time + milliseconds, wake: resolve };
      const stop = () => {
        this.#sleepers.delete(sleeper);
        reject(new Error("woken"));
      };
      if (signal?.aborted) return stop();
      signal?.addEventListener("abort", stop, { once: true });
      this.#sleepers.add(sleeper);
    });
  };

  get sleepers(): number {
    return this.#sleepers.size;
  }

  /** Lets time pass, from one waker to the next, until this has come to its end. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    work.then(settle, settle);
    for (await setImmediate(); !isSettled; await setImmediate()) {
      const [next] = [...this.#sleepers].sort((a, b) => a.until - b.until);
      if (next === undefined) throw new Error("Nothing is left to wait for, and the work has not ended.");
      this.#sleepers.delete(next);
      this.#time = Math.max(this.#time, next.until);
      next.wake();
    }
    return await work;
  }
}
