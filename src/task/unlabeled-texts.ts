import { sha256 } from "../files/sha256.ts";
import { copyKey } from "./text-groups.ts";
import { isBlank } from "./visible-text.ts";

/**
 * Maximum number of texts that are kept. Larger: training takes longer and more memory; the gain above a few thousand
 * texts is small.
 */
const maxKept = 10_000;

/** Texts without labels, as a training takes them. */
export interface UnlabeledSample {
  /** Distinct texts in an order that does not depend on how they were given. */
  readonly texts: readonly string[];
  /** Number of texts that were given, with blank ones and copies. */
  readonly given: number;
  /** There were more distinct texts; these are a random sample of them. */
  readonly isPart?: true;
}

/** Greater than every hash. */
const noLimit = "g";
/** Number of hex digits of a hash that are compared. Fewer might confuse two of many texts. */
const hashDigits = 24;

/**
 * Keeps texts without labels in bounded memory: distinct texts, and of too many those with the smallest hashes. So the
 * kept texts are a random sample of the distinct ones, and they do not depend on the order in which texts are added (a
 * bottom-k sketch, Cohen and Kaplan 2007).
 */
export class UnlabeledTexts {
  readonly #maximum: number;
  /** Hash of the text without case and punctuation -> the text. */
  readonly #kept = new Map<string, string>();
  /** Hashes from this one on are not kept. */
  #limit = noLimit;
  #given = 0;

  /** @param maximum maximum number of texts that are kept. Default: 10,000 */
  constructor(maximum = maxKept) {
    this.#maximum = maximum;
  }

  /** Adds texts. Blank texts count as given and are not kept; of copies the first in alphabetical order is kept. */
  add(texts: readonly string[]): void {
    for (const text of texts) {
      this.#given++;
      if (isBlank(text)) continue;
      const hash = sha256(copyKey(text)).slice(0, hashDigits);
      if (hash >= this.#limit) continue;
      const known = this.#kept.get(hash);
      if (known === undefined || text < known) this.#kept.set(hash, text);
      if (this.#kept.size > 2 * this.#maximum) this.#shrink();
    }
  }

  /** Returns the kept texts in the order of their hashes, which is the same however they were added; undefined if none was. */
  sample(): UnlabeledSample | undefined {
    if (this.#given === 0) return undefined;
    this.#shrink();
    const texts = [...this.#kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
    return { texts, given: this.#given, ...(this.#limit !== noLimit && { isPart: true }) };
  }

  #shrink(): void {
    if (this.#kept.size <= this.#maximum) return;
    const hashes = [...this.#kept.keys()].sort();
    this.#limit = hashes[this.#maximum];
    for (const hash of hashes.slice(this.#maximum)) this.#kept.delete(hash);
  }
}
