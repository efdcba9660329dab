import { throwIfCancelled } from "../errors.ts";
import { type Sleep, sleepByClock } from "./retry.ts";

export interface AdaptiveLimitOptions {
  /** Never more than this under way at a time; 1 or more. */
  readonly maximum: number;
  /** How many are let through at first; the maximum by default. */
  readonly start?: number;
  /** How long a call may take before it is given up; without it, no success is slow. */
  readonly timeLimitMilliseconds?: number;
  readonly sleep?: Sleep;
  /** Milliseconds; only differences matter. */
  readonly now?: () => number;
}

/** A place among those under way. Exactly one of the four ends it. */
export interface Turn {
  succeeded(): void;
  /** The other side wants fewer requests, and none for this long where it says how long. */
  rateLimited(waitMilliseconds?: number): void;
  /** It was given up because it took too long: fewer at a time may be quicker. */
  timedOut(): void;
  /** It ended in a way that says nothing about the limit. */
  ended(): void;
}

/** What a refusal leaves of the limit, as CUBIC has it (RFC 9438), and what refusals one after the other leave. */
const keptOfLimit = 0.7;
const keptOfShutLimit = 0.5;
/** What a call that was given up for time leaves of the limit. */
const keptOfSlowLimit = 0.5;
/** A success after more than this share of the time limit is slow: more at a time would only wait longer. */
const slowShare = 0.25;
/** The share of the time limit that a server may need for all calls under way. With more, some would be given up. */
const safeShare = 0.5;
/** Rounds of successes, each as many as are let through at a time, before the limit that was refused is tried again. */
const patience = 8;
const firstPauseMilliseconds = 1_000;
const longestPauseMilliseconds = 32_000;

/**
 * Lets through, in order of arrival, as many at a time as the other side bears, in the manner of TCP's congestion
 * control (BIC: Xu, Harfoush and Rhee, 2004; CUBIC: Ha, Rhee and Xu, 2008).
 *
 * It begins at the start. The first success tells how many a server could answer in half the time limit even if it
 * worked on one at a time; until something is refused or given up, so many are let through. Beyond, each success raises
 * the limit by one, unless it came slowly. A call that was given up for time halves it, once for all that were under way
 * together.
 *
 * A rate limit lessens it, once
 * for all that were under way together: they met the same limit. Each success then raises it by one until it is just
 * under the limit that was refused, so that a stray refusal costs little. There it stays for some rounds, since a real
 * limit would refuse it again; where it does not, the climb goes on. Refusals without a success between them are no
 * sign of how many at a time are borne, but of a door that is shut, as with so many a minute: they halve it, and once
 * one at a time is refused too, and nobody says for how long, there are pauses that double.
 */
export class AdaptiveLimit {
  readonly #maximum: number;
  readonly #sleep: Sleep;
  readonly #now: () => number;
  readonly #waiting = new Set<(turn: Turn) => void>();
  readonly #timeLimitMilliseconds: number;
  #current: number;
  #underWay = 0;
  /** The limit that was refused last; none where it is outgrown. */
  #refused = Number.POSITIVE_INFINITY;
  /** Grows each time the limit is lessened: what began before met the limit that this answered. */
  #generation = 0;
  /** Since the limit was last changed. */
  #successes = 0;
  #isShut = false;
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
      if (this.#now() < this.#pausedUntil) {
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
    const startedAt = this.#now();
    return {
      succeeded: () => {
        if (generation === this.#generation) this.#countSuccess(this.#now() - startedAt);
        this.#end();
      },
      timedOut: () => {
        if (generation === this.#generation) this.#lessen(keptOfSlowLimit);
        this.#end();
      },
      rateLimited: (waitMilliseconds = 0) => {
        this.#pauseFor(waitMilliseconds);
        if (generation === this.#generation) this.#countRefusal(waitMilliseconds);
        this.#end();
      },
      ended: () => this.#end(),
    };
  }

  #end(): void {
    this.#underWay--;
    this.#admit();
  }

  #countSuccess(milliseconds: number): void {
    this.#isShut = false;
    this.#nextPause = firstPauseMilliseconds;
    if (milliseconds > slowShare * this.#timeLimitMilliseconds) return;
    if (this.#generation === 0) {
      const inTime = Math.floor((safeShare * this.#timeLimitMilliseconds) / Math.max(milliseconds, 1));
      this.#current = Math.max(this.#current, Math.min(inTime, this.#maximum));
    }
    this.#successes++;
    if (this.#successes < this.#successesToGrow()) return;
    this.#successes = 0;
    if (this.#current >= this.#refused) this.#refused = Number.POSITIVE_INFINITY;
    this.#current = Math.min(this.#current + 1, this.#maximum);
  }

  #successesToGrow(): number {
    if (this.#current < this.#refused - 1) return 1;
    return this.#current < this.#refused ? patience * this.#current : this.#current;
  }

  #countRefusal(waitMilliseconds: number): void {
    if (this.#isShut && this.#current === 1 && waitMilliseconds === 0) {
      this.#pauseFor(this.#nextPause);
      this.#nextPause = Math.min(2 * this.#nextPause, longestPauseMilliseconds);
    }
    if (!this.#isShut) this.#refused = this.#current;
    this.#lessen(this.#isShut ? keptOfShutLimit : keptOfLimit);
    this.#isShut = true;
  }

  #lessen(kept: number): void {
    this.#current = Math.max(1, Math.floor(this.#current * kept));
    this.#generation++;
    this.#successes = 0;
  }

  #pauseFor(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + milliseconds);
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
    const left = this.#pausedUntil - this.#now();
    this.#sleep(left, pause.signal).then(goOn, goOn);
  }
}
