import { createHash } from "node:crypto";
import { type Classifier, type OpenedEncoder, openEncoder, type TrainOptions, train } from "../../index.ts";

/** Maximum number of classifiers that are kept. Larger: more memory, fewer trainings of the same classes. */
const maxKept = 32;

/** Classes or examples of a request. */
type AdHocTask = Pick<TrainOptions, "classes" | "examples" | "multiLabel">;

/** Classifiers for classes or examples that a request brings along. The latest ones are kept, since requests repeat them. */
export class AdHocClassifiers {
  readonly #kept = new Map<string, Promise<Classifier>>();
  #encoder: Promise<OpenedEncoder> | undefined;
  /** Trainings run one after the other, because each uses all processors. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Returns a classifier for these classes and examples. @throws InputError if they cannot be trained */
  async get(task: AdHocTask): Promise<Classifier> {
    const key = createHash("sha256").update(JSON.stringify(task)).digest("base64");
    const known = this.#kept.get(key);
    if (known !== undefined) {
      // The latest ones are last.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const made = this.#train(task);
    this.#kept.set(key, made);
    made.catch(() => this.#kept.delete(key));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept) this.#kept.delete(oldest);
    return made;
  }

  /** Closes the encoder. */
  async close(): Promise<void> {
    this.#kept.clear();
    await (await this.#encoder)?.dispose();
  }

  #train(task: AdHocTask): Promise<Classifier> {
    const made = this.#turn.then(async () => {
      this.#encoder ??= openEncoder();
      return train({ ...task, encoder: await this.#encoder, tune: false, acceptNewLabels: true });
    });
    this.#turn = made.catch(() => {});
    return made;
  }
}
