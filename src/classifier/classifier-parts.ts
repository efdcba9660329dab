import { checkClassifierOptions } from "./check-arguments.ts";
import { EncoderSlot } from "./encoder-slot.ts";
import type { ClassifierOptions } from "./options.ts";
import { checkTrainingSettings, type TrainingSettings } from "./settings.ts";
import { TaskDraft } from "./task-draft.ts";

/** The parts of a classifier, without the model of its last training. */
export interface ClassifierParts {
  readonly draft: TaskDraft;
  readonly settings: TrainingSettings;
  readonly slot: EncoderSlot;
  readonly work: RunningWork;
}

/** @throws InputError if an option is invalid */
export function classifierParts(options: ClassifierOptions): ClassifierParts {
  checkClassifierOptions(options);
  const settings = checkTrainingSettings(options);
  const slot = new EncoderSlot({ ...options, maxWindows: settings.maxWindows });
  return { draft: new TaskDraft(), settings, slot, work: new RunningWork() };
}

/** Tracks the calls that are running. */
class RunningWork {
  readonly #running = new Set<Promise<unknown>>();

  async run<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Waits until nothing runs, whether the work succeeds or fails. */
  async end(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
