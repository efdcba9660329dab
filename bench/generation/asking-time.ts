import type { ProgressEvent } from "../../src/index.ts";

/** Adds up, from the library's progress events, the time with running calls, by the number of running calls. */
export class AskingTime {
  readonly #concurrency: number;
  #last: { readonly at: number; readonly inFlight: number; readonly left: number } | undefined;
  #seconds = 0;
  /** Time in which enough calls were left to reach the limit. */
  #secondsOfPlenty = 0;
  #callSecondsOfPlenty = 0;
  #secondsAtLimit = 0;
  /** Item n: seconds with n running calls. */
  readonly secondsAt: number[];

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
    this.secondsAt = new Array<number>(concurrency + 1).fill(0);
  }

  readonly listen = ({ generation, done, total = done }: ProgressEvent): void => {
    const at = performance.now() / 1000;
    this.#count(at);
    this.#last =
      generation === undefined ? undefined : { at, inFlight: generation.inFlight, left: total - done };
  };

  #count(now: number): void {
    if (this.#last === undefined || this.#last.left === 0) return;
    const { at, inFlight, left } = this.#last;
    const passed = now - at;
    this.#seconds += passed;
    this.secondsAt[inFlight] += passed;
    if (left < this.#concurrency) return;
    this.#secondsOfPlenty += passed;
    this.#callSecondsOfPlenty += passed * inFlight;
    if (inFlight >= this.#concurrency) this.#secondsAtLimit += passed;
  }

  get seconds(): number {
    return this.#seconds;
  }

  /** While enough calls were left: the share of time at the limit, and the mean number of running calls. */
  get plenty(): { readonly shareAtLimit?: number; readonly meanInFlight?: number } {
    if (this.#secondsOfPlenty === 0) return {};
    return {
      shareAtLimit: this.#secondsAtLimit / this.#secondsOfPlenty,
      meanInFlight: this.#callSecondsOfPlenty / this.#secondsOfPlenty,
    };
  }
}
