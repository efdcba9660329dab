import { createHash } from "node:crypto";
import { type Classifier, type TrainOptions, train } from "../../index.ts";
import type { SharedEncoder } from "./shared-encoder.ts";

/** Maximum number of classifiers that are kept. Larger: more memory, fewer trainings of the same classes. */
const maxKept = 32;

/** Classes or examples of a request. */
type AdHocTask = Pick<TrainOptions, "classes" | "examples" | "multiLabel">;

/** Classifiers for classes or examples that a request brings along. The latest ones are kept, since requests repeat them. */
export class AdHocClassifiers {
  readonly #kept = new Map<string, Promise<Classifier>>();
  readonly #encoder: SharedEncoder;
  /** Trainings run one after the other, because each uses all processors. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(encoder: SharedEncoder) {
    this.#encoder = encoder;
  }

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

  #train(task: AdHocTask): Promise<Classifier> {
    const made = this.#turn.then(async () => {
      return train({ ...task, encoder: await this.#encoder.open(), tune: false, acceptNewLabels: true });
    });
    this.#turn = made.catch(() => {});
    return made;
  }
}
