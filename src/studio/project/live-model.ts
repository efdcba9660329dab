import { join } from "node:path";
import {
  type Classification,
  Classifier,
  type ClassifierOptions,
  type ClassifyOptions,
  diagnose,
  type Encoder,
  type OpenedEncoder,
  type Problem,
  type ProgressListener,
  withCache,
} from "../../index.ts";
import type { NewAnswer } from "../../store/text-table.ts";
import { labelSetAnswer, plainAnswer, treeAnswer, treeNodes } from "./model-answers.ts";
import type { ProjectTask, TaskForm } from "./project-task.ts";

/** Memory for the vectors of a project's texts: about 70,000 of them. The others are read from the disk again. */
const vectorMemory = 128 * 1024 ** 2;

/** Maximum number of probabilities that answers in a tree hold at once. Larger: more memory. */
const maxProbabilities = 500_000;

/** The model of a project. It is trained again after every change, with the vectors of texts from a cache on disk. */
export class LiveModel {
  readonly encoder: OpenedEncoder;
  readonly #folder: string;
  #classifier: Classifier;
  /** The saved model that the classifier continues from; undefined if it is a new one. */
  #source: string | undefined;
  #form: TaskForm = "flat";
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
  create(form: TaskForm = "flat"): Classifier {
    return new Classifier({ ...this.#shared, ...settingsOf(form) });
  }

  /** Opens a saved model with the cache of vectors. @param form of its next training. Default: as it was saved */
  open(folder: string, form?: TaskForm): Promise<Classifier> {
    return Classifier.load(folder, { ...this.#shared, ...(form && settingsOf(form)) });
  }

  /** Runs work during which the classifier is not replaced or trained. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => {});
    return run;
  }

  /**
   * Continues with another classifier, for example a fine-tuned one. Call it within `alone`.
   * @param form of the tasks that it was made for. @param source the folder that it was opened from, or is saved to
   */
  async replace(classifier: Classifier, form: TaskForm, source?: string): Promise<void> {
    const old = this.#classifier;
    this.#classifier = classifier;
    this.#form = form;
    this.#source = source;
    this.#task = undefined;
    await old.dispose();
  }

  /** Fits the head to a task, without fine-tuning. Texts that were embedded before are not embedded again. */
  async fit(task: ProjectTask, onProgress?: ProgressListener): Promise<void> {
    const { form } = task;
    if (form !== this.#form) {
      const source = this.#source;
      await this.replace(
        source === undefined ? this.create(form) : await this.open(source, form),
        form,
        source,
      );
    }
    this.#classifier.replaceTask(task);
    await this.#classifier.train({ tune: false, onProgress });
    this.#task = task;
  }

  /** Answers texts by the last training. */
  async answer(texts: readonly { readonly id: number; readonly text: string }[]): Promise<NewAnswer[]> {
    const { ids, none, form, classes } = this.#task!;
    if (form !== "tree") {
      const options = form === "flat" ? { none, top: 2 } : {};
      const makeAnswer = form === "flat" ? plainAnswer : labelSetAnswer;
      const found = await this.#classify(texts, options);
      return found.map((each, i) => makeAnswer(texts[i].id, each, ids));
    }
    const answers: NewAnswer[] = [];
    const nodes = treeNodes(ids);
    const step = Math.max(1, Math.floor(maxProbabilities / classes.length));
    for (let start = 0; start < texts.length; start += step) {
      const part = texts.slice(start, start + step);
      const found = await this.#classify(part, { none });
      answers.push(...found.map((each, i) => treeAnswer(part[i].id, each, nodes)));
    }
    return answers;
  }

  /** Finds what is likely to go wrong with the classes of the last training. */
  async findProblems(signal: AbortSignal): Promise<readonly Problem[]> {
    const { classes, examples, form } = this.#task!;
    // A text of two classes is no contradiction if it may have several labels.
    const given = form === "label-sets" ? {} : { examples };
    return (await diagnose(classes, { encoder: this.encoder, ...given, signal })).problems;
  }

  async dispose(): Promise<void> {
    await this.#last;
    await this.#classifier.dispose();
  }

  get #shared(): Pick<ClassifierOptions, "encoder" | "cacheFolder"> {
    return { encoder: this.encoder, cacheFolder: this.#folder };
  }

  #classify(
    texts: readonly { readonly text: string }[],
    options: ClassifyOptions,
  ): Promise<Classification[]> {
    return this.#classifier.classify(
      texts.map(({ text }) => text),
      options,
    );
  }
}

/** The settings of a classifier for tasks of a form. */
function settingsOf(form: TaskForm): Pick<ClassifierOptions, "hierarchy" | "multiLabel"> {
  return form === "label-sets"
    ? { hierarchy: false, multiLabel: true }
    : { hierarchy: form === "tree", multiLabel: false };
}
