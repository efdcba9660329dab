import type { ProgressEvent } from "../index.ts";
import { type Context, writeLine } from "./context.ts";
import { ProgressBar } from "./progress-bar.ts";
import { seconds } from "./readable-numbers.ts";

const labels: Readonly<Record<ProgressEvent["stage"], string>> = {
  load: "Loading the encoder",
  embed: "Embedding",
  fit: "Fitting",
  calibrate: "Calibrating",
  classify: "Classifying",
  download: "Downloading",
};

/** Shows the library's progress events: as a bar on a terminal, and as a line a stage where the user wants to hear more. */
export class WorkProgress {
  readonly #context: Context;
  readonly #isVerbose: boolean;
  readonly #bar: ProgressBar;
  #stage: ProgressEvent["stage"] | undefined;
  #startedAt = 0;

  constructor(context: Context, isVerbose: boolean) {
    this.#context = context;
    this.#isVerbose = isVerbose;
    this.#bar = new ProgressBar(context);
  }

  readonly listen = (event: ProgressEvent): void => {
    if (event.stage !== this.#stage) {
      this.#endStage();
      this.#stage = event.stage;
      this.#startedAt = this.#context.now();
    }
    const { stage, done, total, unit } = event;
    this.#bar.update({ label: labels[stage], done, unit, share: total ? done / total : undefined });
  };

  /** Ends the last stage and clears the screen; call it before anything else is written. */
  end(): void {
    this.#endStage();
    this.#stage = undefined;
  }

  #endStage(): void {
    this.#bar.clear();
    if (!this.#isVerbose || this.#stage === undefined) return;
    const took = seconds(this.#context.now() - this.#startedAt);
    writeLine(this.#context.stderr, `${labels[this.#stage]}: ${took}`);
  }
}
