import type { Example } from "../task/task.ts";

/** Counts what happened to examples that were added to a classifier. */
export interface AddedExamples {
  /** Number of new examples. */
  readonly added: number;
  /** Number of examples that the classifier had already, with the same text, label and origin. They are not added again. */
  readonly known: number;
  /** Number of examples that repeat another one of the same call. They are added once. */
  readonly repeated: number;
}

/** Remembers the examples of a classifier, so that none is added twice. */
export class ExampleIndex {
  /** Origin and label -> text -> the call that added it. */
  readonly #calls = new Map<string, Map<string, number>>();
  /** Text -> label of its latest real example. */
  readonly #latest = new Map<string, string>();
  #call = 0;

  /** @param keepsAllLabels whether a text keeps its earlier labels. Default: only the latest label of a text counts */
  constructor(private readonly keepsAllLabels = false) {}

  /** Remembers examples that are kept without a check, for example those of a saved model. */
  note(examples: readonly Example[]): void {
    for (const example of examples) this.#noteOne(example);
    this.#call++;
  }

  /**
   * Returns the new examples of one call, and remembers them.
   *
   * A known real example counts as new if its text has got another label since then, because the latest label counts.
   */
  takeNew<T extends Example>(
    examples: readonly T[],
  ): { readonly fresh: T[]; readonly counts: AddedExamples } {
    const fresh: T[] = [];
    const knownReal = new Map<string, T>();
    let [known, repeated] = [0, 0];
    for (const example of examples) {
      const call = this.#textsOf(example).get(example.text);
      if (example.origin === "real") knownReal.delete(example.text);
      if (call === undefined) {
        this.#noteOne(example);
        fresh.push(example);
      } else if (call === this.#call) repeated++;
      else {
        known++;
        if (example.origin === "real" && !this.keepsAllLabels) knownReal.set(example.text, example);
      }
    }
    for (const example of knownReal.values()) {
      if (this.#latest.get(example.text) === example.label) continue;
      this.#noteOne(example);
      fresh.push(example);
      known--;
    }
    this.#call++;
    return { fresh, counts: { added: fresh.length, known, repeated } };
  }

  #noteOne(example: Example): void {
    this.#textsOf(example).set(example.text, this.#call);
    if (example.origin === "real") this.#latest.set(example.text, example.label);
  }

  #textsOf({ origin, label }: Example): Map<string, number> {
    const key = `${origin} ${label}`;
    const found = this.#calls.get(key) ?? new Map<string, number>();
    this.#calls.set(key, found);
    return found;
  }
}
