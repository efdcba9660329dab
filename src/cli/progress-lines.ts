import { clock, count, megabytes } from "../files/readable-numbers.ts";
import { type Context, writeLine } from "./context.ts";
import type { Progress } from "./progress-bar.ts";

/** A shorter stage writes no line, so that short commands do not fill a log. */
const firstLineAfterMilliseconds = 2_000;
/** Time between two lines of one stage. Smaller values fill a log, larger ones leave the reader without news. */
const nextLineAfterMilliseconds = 30_000;

/**
 * Shows progress if the standard error is not a terminal: one line for each stage that takes longer than 2 seconds, then
 * one line every 30 seconds.
 */
export class ProgressLines {
  readonly #context: Pick<Context, "stderr" | "now">;
  readonly #isShown: boolean;
  #progress: Progress | undefined;
  #startedAt = 0;
  #nextLineAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: Pick<Context, "stderr" | "now">) {
    this.#context = context;
    this.#isShown = context.stderr.isTTY !== true;
  }

  update(progress: Progress): void {
    if (!this.#isShown) return;
    if (progress.label !== this.#progress?.label) {
      this.clear();
      this.#startedAt = this.#context.now();
      this.#nextLineAt = this.#startedAt + firstLineAfterMilliseconds;
    }
    this.#progress = progress;
    this.#writeIfDue();
    // A line is also written if no update comes, for example while a server is slow to answer.
    this.#timer ??= setInterval(() => this.#writeIfDue(), firstLineAfterMilliseconds).unref();
  }

  /** Ends the stage. */
  clear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#progress = undefined;
  }

  #writeIfDue(): void {
    const now = this.#context.now();
    if (this.#progress === undefined || now < this.#nextLineAt) return;
    // A finished stage is reported by the command itself.
    if (this.#progress.done === this.#progress.total) return;
    this.#nextLineAt = now + nextLineAfterMilliseconds;
    writeLine(this.#context.stderr, lineOf(this.#progress, now - this.#startedAt));
  }
}

function lineOf({ label, done, total, unit, notes = [] }: Progress, milliseconds: number): string {
  const amount = (number: number) => (unit === "bytes" ? megabytes(number) : count(number));
  const of = total === undefined ? amount(done) : `${amount(done)} of ${amount(total)}`;
  const what = unit === "bytes" ? of : `${of} ${unit}`;
  // "0 of 1 steps" says nothing.
  const amounts = total === 1 ? [] : [what];
  return `${label}: ${[...amounts, ...notes, `${clock(milliseconds)} so far`].join(", ")}`;
}
