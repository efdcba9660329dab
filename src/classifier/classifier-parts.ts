import { requireOptions } from "../options/known-options.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import { checkClassifierOptions } from "./check-arguments.ts";
import { EncoderSlot } from "./encoder-slot.ts";
import { classifierOptionNames } from "./option-names.ts";
import type { ClassifierOptions } from "./options.ts";
import { checkTrainingSettings, type TrainingSettings } from "./settings.ts";
import { TaskDraft } from "./task-draft.ts";

/** The parts of a classifier, without the model of its last training. */
export interface ClassifierParts {
  readonly draft: TaskDraft;
  readonly settings: TrainingSettings;
  readonly slot: EncoderSlot;
  readonly work: RunningWork;
  /** The model of the last training. */
  readonly last: { trained: TrainedModel | undefined };
}

/** @throws InputError if an option is invalid */
export function classifierParts(options: ClassifierOptions): ClassifierParts {
  requireOptions(options, classifierOptionNames);
  checkClassifierOptions(options);
  const settings = checkTrainingSettings(options);
  const draft = new TaskDraft(settings);
  const slot = new EncoderSlot({
    ...options,
    maxWindows: settings.maxWindows,
    texts: () => [
      draft.classes.map(({ name, prompt }) => `${name}. ${prompt ?? ""}`),
      draft.examples.map(({ text }) => text),
      draft.unlabeled.sample()?.texts ?? [],
    ],
  });
  return { draft, settings, slot, work: new RunningWork(), last: { trained: undefined } };
}

/** Tracks the calls that are running. */
class RunningWork {
  readonly #running = new Set<Promise<unknown>>();
  /** The last work that changes the model, until it has ended. */
  #changing: Promise<unknown> | undefined;

  async run<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Runs work that changes the model: it begins at once, or when all such work before it has ended. */
  async runInTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#changing;
    const running = this.run(before === undefined ? work : () => before.then(work, work));
    this.#changing = running;
    try {
      return await running;
    } finally {
      if (this.#changing === running) this.#changing = undefined;
    }
  }

  /** Waits until nothing runs, whether the work succeeds or fails. */
  async end(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
