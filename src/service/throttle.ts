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
