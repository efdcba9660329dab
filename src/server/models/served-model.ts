import { HttpProblem } from "../http/problem.ts";
import { openVersion, type ServedVersion, type ServingOptions, type VersionPlace } from "./served-version.ts";

/** Maximum number of versions that are kept in memory per model. The folders of older ones are not removed. */
const maxVersions = 10;

/** A model under its name: the version that answers, and earlier ones that can answer again. */
export class ServedModel {
  readonly name: string;
  readonly #serving: ServingOptions;
  #versions: readonly ServedVersion[] = [];
  #current: ServedVersion | undefined;
  #lastNumber = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(name: string, serving: ServingOptions) {
    this.name = name;
    this.#serving = serving;
  }

  get current(): ServedVersion {
    if (this.#current === undefined)
      throw new HttpProblem(503, `The model ${this.name} is not loaded yet; try again.`);
    return this.#current;
  }

  get isLoaded(): boolean {
    return this.#current !== undefined;
  }

  /** In the order in which they were loaded. */
  get versions(): readonly ServedVersion[] {
    return this.#versions;
  }

  /** Runs work with the current version, which stays open meanwhile even if another one takes its place. */
  async use<T>(work: (version: ServedVersion) => Promise<T>): Promise<T> {
    const version = this.current;
    const leave = version.use();
    try {
      return await work(version);
    } finally {
      leave();
    }
  }

  /** Runs changes of this model one after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  /**
   * Loads a version, and has it answer from then on. Requests in progress are answered by the version before.
   * @throws ModelFileError if it cannot be loaded; the version before still answers then
   */
  load(place: VersionPlace): Promise<ServedVersion> {
    return this.inTurn(async () => {
      const version = await openVersion(this.#lastNumber + 1, place, this.#serving);
      this.#lastNumber = version.number;
      this.#versions = [...this.#versions, version].slice(-maxVersions);
      await this.#switchTo(version);
      return version;
    });
  }

  /** Has an earlier version answer again. @param number default: the one before the current version */
  rollback(number?: number): Promise<ServedVersion> {
    return this.inTurn(async () => {
      const before = this.#versions[this.#versions.indexOf(this.current) - 1];
      const version = number === undefined ? before : this.#versions.find((each) => each.number === number);
      if (version === undefined) {
        const numbers = this.#versions.map((each) => each.number).join(", ");
        throw new HttpProblem(
          409,
          `The model ${this.name} has no ${number === undefined ? "earlier version" : `version ${number}`}; its versions are ${numbers}.`,
        );
      }
      await version.open();
      await this.#switchTo(version);
      return version;
    });
  }

  /** Closes all versions. */
  async close(): Promise<void> {
    await Promise.all(this.#versions.map((version) => version.retire()));
  }

  async #switchTo(version: ServedVersion): Promise<void> {
    const before = this.#current;
    this.#current = version;
    if (before !== undefined && before !== version) await before.retire();
  }
}
