import { count, counted, money, percent, seconds } from "../files/readable-numbers.ts";
import type { GenerationProgress, ProgressEvent, TuningProgress } from "../index.ts";
import { type Context, writeLine } from "./context.ts";
import { ProgressBar } from "./progress-bar.ts";
import { ProgressLines } from "./progress-lines.ts";

const labels: Readonly<Record<ProgressEvent["stage"], string>> = {
  embed: "Embedding",
  fit: "Fitting",
  download: "Downloading",
  generate: "Generating examples",
  tune: "Fine-tuning the encoder",
};

const rounds: Readonly<Record<GenerationProgress["round"], string>> = {
  classes: "Generating examples of each class",
  borders: "Generating examples of confused classes and out of scope",
  refill: "Replacing dropped texts",
};

function notesOf({ examples, rejected, tokensIn, tokensOut, cost, inFlight }: GenerationProgress): string[] {
  return [
    counted(examples, "example"),
    `${count(rejected)} dropped`,
    counted(tokensIn + tokensOut, "token"),
    ...(cost === undefined ? [] : [`cost ${money(cost)}`]),
    ...(inFlight === 0 ? [] : [counted(inFlight, "open call")]),
  ];
}

function notesOfTuning({ epoch, epochs, loss, heldOutAccuracy }: TuningProgress): string[] {
  return [
    `epoch ${epoch} of ${epochs}`,
    ...(heldOutAccuracy === undefined ? [] : [`accuracy ${percent(heldOutAccuracy)} on held-out examples`]),
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(2)}`]),
  ];
}

/**
 * Shows the library's progress events. On a terminal they become a bar, elsewhere occasional lines. With --verbose, each
 * stage also ends with a line that gives its time.
 */
export class WorkProgress {
  readonly #context: Context;
  readonly #isVerbose: boolean;
  readonly #bar: ProgressBar;
  readonly #lines: ProgressLines;
  #stage: ProgressEvent["stage"] | undefined;
  #generation: GenerationProgress | undefined;
  #startedAt = 0;

  constructor(context: Context, isVerbose: boolean) {
    this.#context = context;
    this.#isVerbose = isVerbose;
    this.#bar = new ProgressBar(context);
    this.#lines = new ProgressLines(context);
  }

  readonly listen = (event: ProgressEvent): void => {
    if (event.stage !== this.#stage || event.generation?.round !== this.#generation?.round) {
      this.#endStage();
      this.#stage = event.stage;
      this.#generation = event.generation;
      this.#startedAt = this.#context.now();
    }
    const { stage, done, total, unit, generation, tuning } = event;
    this.#generation = generation;
    const label = generation ? rounds[generation.round] : labels[stage];
    const notes = (generation && notesOf(generation)) ?? (tuning && notesOfTuning(tuning));
    const share = tuning?.share ?? (total ? done / total : undefined);
    const shown = { label, done, total, unit, share, notes };
    this.#bar.update(shown);
    this.#lines.update(shown);
  };

  /** Ends the last stage and removes the bar. Call it before other output. */
  end(): void {
    this.#endStage();
    this.#stage = undefined;
  }

  #endStage(): void {
    this.#bar.clear();
    this.#lines.clear();
    if (this.#generation !== undefined) {
      const took = seconds(this.#context.now() - this.#startedAt);
      const { round } = this.#generation;
      writeLine(this.#context.stderr, `${rounds[round]}: ${notesOf(this.#generation).join(", ")}, ${took}`);
      this.#generation = undefined;
      return;
    }
    if (!this.#isVerbose || this.#stage === undefined) return;
    const took = seconds(this.#context.now() - this.#startedAt);
    writeLine(this.#context.stderr, `${labels[this.#stage]}: ${took}`);
  }
}
