import type { StudioEvent } from "../contract.ts";

/** Sends the events of a project to everybody who listens. */
export class ProjectEvents {
  readonly #listeners = new Set<(event: StudioEvent) => void>();

  /** @returns the function that ends it */
  subscribe(listener: (event: StudioEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  publish(event: StudioEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** Calls a function at most once per interval: at once, and after the interval if it was asked for meanwhile. */
export class Throttle {
  readonly #work: () => void;
  readonly #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;
  #isWanted = false;

  constructor(work: () => void, milliseconds: number) {
    this.#work = work;
    this.#milliseconds = milliseconds;
  }

  request(): void {
    if (this.#timer !== undefined) {
      this.#isWanted = true;
      return;
    }
    this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isWanted = false;
  }

  #run(): void {
    this.#isWanted = false;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isWanted) this.#run();
    }, this.#milliseconds);
    this.#timer.unref();
    this.#work();
  }
}
