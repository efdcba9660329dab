import { throwIfCancelled } from "../errors.ts";
import type { Sleep } from "./retry.ts";

export interface AdaptiveLimitOptions {
  /** Never more than this under way at a time; 1 or more. */
  readonly maximum: number;
  readonly sleep: Sleep;
  /** Milliseconds; only differences matter. */
  readonly now: () => number;
}

/** A place among those under way. Exactly one of the three ends it. */
export interface Turn {
  succeeded(): void;
  /** The other side wants fewer requests, and none for this long where it says how long. */
  rateLimited(waitMilliseconds?: number): void;
  /** It ended in a way that says nothing about the limit. */
  ended(): void;
}

/**
 * Lets through, in order of arrival, as many at a time as the other side bears: additive increase, multiplicative
 * decrease (Chiu and Jain, 1989), as TCP does it.
 *
 * It begins at the maximum, for that is what the user allowed and most servers bear it; where one does not, a single
 * round of refusals halves it, while a slow start would cost every run. A rate limit halves it, once for all that were
 * under way together: they met the same limit. As many successes in a row as it lets through at a time raise it by one.
 */
export class AdaptiveLimit {
  readonly #options: AdaptiveLimitOptions;
  readonly #waiting = new Set<(turn: Turn) => void>();
  #current: number;
  #underWay = 0;
  /** Grows with each halving: what began before it met the limit that it answered. */
  #generation = 0;
  #successesInARow = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #pause: AbortController | undefined;

  constructor(options: AdaptiveLimitOptions) {
    this.#options = options;
    this.#current = options.maximum;
  }

  /** How many may be under way now. */
  get current(): number {
    return this.#current;
  }

  /** Waits for a place. @throws CancelledError where the signal fires before there is one */
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
    throw new Error("A place was given up though nobody asked for it.");
  }

  #admit(): void {
    for (const admit of this.#waiting) {
      if (this.#underWay >= this.#current) return;
      if (this.#options.now() < this.#pausedUntil) {
        this.#waitOutPause();
        return;
      }
      this.#waiting.delete(admit);
      this.#underWay++;
      admit(this.#begin());
    }
  }

  #begin(): Turn {
    const generation = this.#generation;
    return {
      succeeded: () => {
        if (generation === this.#generation) this.#countSuccess();
        this.#end();
      },
      rateLimited: (waitMilliseconds = 0) => {
        this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.now() + waitMilliseconds);
        if (generation === this.#generation) this.#halve();
        this.#end();
      },
      ended: () => this.#end(),
    };
  }

  #end(): void {
    this.#underWay--;
    this.#admit();
  }

  #countSuccess(): void {
    this.#successesInARow++;
    if (this.#successesInARow < this.#current) return;
    this.#successesInARow = 0;
    this.#current = Math.min(this.#current + 1, this.#options.maximum);
  }

  #halve(): void {
    this.#generation++;
    this.#successesInARow = 0;
    this.#current = Math.max(1, Math.floor(this.#current / 2));
  }

  /** One timer for all who wait; it ends when nobody does. */
  #waitOutPause(): void {
    if (this.#pause !== undefined) return;
    const pause = new AbortController();
    this.#pause = pause;
    const goOn = () => {
      this.#pause = undefined;
      this.#admit();
    };
    const left = this.#pausedUntil - this.#options.now();
    this.#options.sleep(left, pause.signal).then(goOn, goOn);
  }
}
