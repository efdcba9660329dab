import { clock, count, megabytes } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { Context } from "./context.ts";

/** Progress of one stage of work. */
export interface Progress {
  /** Name of the stage, for example "Classifying". A new label begins a new bar. */
  readonly label: string;
  readonly done: number;
  /** Total number, if known. */
  readonly total?: number;
  readonly unit: string;
  /** Finished share of the work, 0 to 1, if known. */
  readonly share?: number;
  /** More facts, shortest first: a narrow terminal cuts the end of the line. */
  readonly notes?: readonly string[];
}

/** Number of characters of the bar. */
const width = 24;
/** Minimum time between two drawings. Smaller values use more processor time, larger ones look slow. */
const redrawAfterMilliseconds = 100;
const clearLine = "\r\u001b[2K";

/** Shows progress, speed and remaining time as one line on a terminal. It shows nothing if the standard error is piped. */
export class ProgressBar {
  readonly #context: Pick<Context, "stderr" | "now">;
  readonly #isShown: boolean;
  #label: string | undefined;
  #startedAt = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #isOnScreen = false;

  constructor(context: Pick<Context, "stderr" | "now">) {
    this.#context = context;
    this.#isShown = context.stderr.isTTY === true;
  }

  update(progress: Progress): void {
    if (!this.#isShown) return;
    const now = this.#context.now();
    if (progress.label !== this.#label) {
      this.#label = progress.label;
      this.#startedAt = now;
    }
    if (now - this.#drawnAt < redrawAfterMilliseconds) return;
    this.#drawnAt = now;
    const line = progressLine(progress, now - this.#startedAt);
    this.#context.stderr.write(
      clearLine + terminalSafe(line).slice(0, (this.#context.stderr.columns ?? 80) - 1),
    );
    this.#isOnScreen = true;
  }

  /** Removes the line, so that other output can be written in its place. */
  clear(): void {
    if (this.#isOnScreen) this.#context.stderr.write(clearLine);
    this.#isOnScreen = false;
  }
}

/** Returns the bar as text. `milliseconds` is the time since the stage began. @internal Exported for tests. */
export function progressLine(
  { label, done, unit, share, notes = [] }: Progress,
  milliseconds: number,
): string {
  const amount = unit === "bytes" ? megabytes(done) : `${count(done)} ${unit}`;
  const parts = [label, ...(share === undefined ? [] : [bar(share)]), amount];
  if (milliseconds >= 1000 && done > 0) parts.push(rate(done / (milliseconds / 1000), unit));
  if (milliseconds >= 1000 && share !== undefined && share > 0) {
    parts.push(`${clock((milliseconds * (1 - share)) / share)} left`);
  }
  return [...parts, ...notes].join("  ");
}

function bar(share: number): string {
  const filled = Math.round(width * Math.min(1, share));
  const percent = String(Math.floor(100 * Math.min(1, share))).padStart(3);
  return `${"█".repeat(filled)}${"░".repeat(width - filled)} ${percent} %`;
}

function rate(perSecond: number, unit: string): string {
  return unit === "bytes" ? `${megabytes(perSecond)}/s` : `${count(Math.round(perSecond))} ${unit}/s`;
}
