import { join } from "node:path";
import {
  type Classification,
  Classifier,
  diagnose,
  type Encoder,
  type OpenedEncoder,
  type Problem,
  type ProgressListener,
  withCache,
} from "../../index.ts";
import type { NewAnswer } from "../../store/text-table.ts";
import type { ProjectTask } from "./project-task.ts";

/** Memory for the vectors of a project's texts: about 70,000 of them. The others are read from the disk again. */
const vectorMemory = 128 * 1024 ** 2;

/** The model of a project. It is trained again after every change, with the vectors of texts from a cache on disk. */
export class LiveModel {
  readonly encoder: OpenedEncoder;
  readonly #folder: string;
  #classifier: Classifier;
  #task: ProjectTask | undefined;
  /** Ends with the last exclusive work. It never rejects. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param folder of the project. @param encoder shared by all projects */
  constructor(folder: string, encoder: Encoder) {
    this.#folder = join(folder, "vectors");
    this.encoder = withCache(encoder, {
      folder: this.#folder,
      memoryBytes: vectorMemory,
      streamBytes: vectorMemory,
    });
    this.#classifier = this.create();
  }

  /** The classifier of the last training. Use it within `alone` only, except to explain and suggest. */
  get classifier(): Classifier {
    return this.#classifier;
  }

  /** The task of the last training; undefined before the first. */
  get task(): ProjectTask | undefined {
    return this.#task;
  }

  /** Makes an untrained classifier that shares the cache of vectors. */
  create(): Classifier {
    return new Classifier({ encoder: this.encoder, cacheFolder: this.#folder });
  }

  /** Opens a saved model with the cache of vectors. */
  open(folder: string): Promise<Classifier> {
    return Classifier.load(folder, { encoder: this.encoder, cacheFolder: this.#folder });
  }

  /** Runs work during which the classifier is not replaced or trained. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => {});
    return run;
  }

  /** Continues with another classifier, for example a fine-tuned one. Call it within `alone`. */
  async replace(classifier: Classifier): Promise<void> {
    const old = this.#classifier;
    this.#classifier = classifier;
    this.#task = undefined;
    await old.dispose();
  }

  /** Fits the head to a task, without fine-tuning. Texts that were embedded before are not embedded again. */
  async fit(task: ProjectTask, onProgress?: ProgressListener): Promise<void> {
    this.#classifier.replaceTask(task);
    await this.#classifier.train({ tune: false, onProgress });
    this.#task = task;
  }

  /** Answers texts by the last training. */
  async answer(texts: readonly { readonly id: number; readonly text: string }[]): Promise<NewAnswer[]> {
    const { ids, none } = this.#task!;
    const found = await this.#classifier.classify(
      texts.map(({ text }) => text),
      { none, top: 2 },
    );
    return found.map((each, i) => toAnswer(texts[i].id, each, ids));
  }

  /** Finds what is likely to go wrong with the classes of the last training. */
  async findProblems(signal: AbortSignal): Promise<readonly Problem[]> {
    const { classes, examples } = this.#task!;
    return (await diagnose(classes, { encoder: this.encoder, examples, signal })).problems;
  }

  async dispose(): Promise<void> {
    await this.#last;
    await this.#classifier.dispose();
  }
}

function toAnswer(
  id: number,
  { prediction, probability, scores, noneProbability }: Classification,
  ids: ReadonlyMap<string | null, number>,
): NewAnswer {
  // After "none" the most probable class is the runner-up.
  const second = prediction === null ? scores[0] : scores[1];
  return {
    ...{ id, prediction: ids.get(prediction) ?? 0, probability, noneProbability },
    runnerUp: second === undefined ? null : (ids.get(second.label) ?? null),
    runnerUpProbability: second?.probability ?? null,
  };
}
