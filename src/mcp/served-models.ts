import { type Classifier, InputError } from "../index.ts";

/** A model that agents can use. */
export interface ServedModel {
  readonly name: string;
  /** Its folder. */
  readonly path: string;
  /** Replaced by each correction. */
  classifier: Classifier;
}

/** The models by name, in the order in which they were given. */
export class ServedModels {
  readonly #models: ReadonlyMap<string, ServedModel>;

  constructor(models: readonly ServedModel[]) {
    this.#models = new Map(models.map((model) => [model.name, model]));
  }

  get all(): readonly ServedModel[] {
    return [...this.#models.values()];
  }

  /** @param name may be left out if there is one model @throws InputError with the names that there are */
  take(name: string | undefined): ServedModel {
    const found = name === undefined && this.#models.size === 1 ? this.all[0] : this.#models.get(name ?? "");
    if (found !== undefined) return found;
    const names = this.all.map((each) => JSON.stringify(each.name)).join(", ");
    throw new InputError(
      name === undefined
        ? `Say which model to use; there are ${names}.`
        : `There is no model ${JSON.stringify(name)}; there are ${names}.`,
    );
  }

  async dispose(): Promise<void> {
    for (const { classifier } of this.all) await classifier.dispose();
  }
}
