import { signal } from "@preact/signals";
import type { StudioText } from "../../../src/studio/contract.ts";

/**
 * Milliseconds after another text came to a row by itself in which no key acts on it. Smaller: a key that was meant for the text
 * before acts on it; larger: a key that was meant for it does nothing.
 */
const noticedAfter = 600;

/**
 * The row that the keys act on. It stays with its text when rows move. While the user has chosen no row, it does so only as far
 * as the text stays in view, so that the table does not scroll by itself.
 */
export class ActiveRow {
  readonly index = signal(0);
  /** The text that the user has seen in the row. */
  #id: number | undefined;
  #isChosen = false;
  #replacedAt = Number.NEGATIVE_INFINITY;

  toFirst(): void {
    this.#id = undefined;
    this.#isChosen = false;
    this.#replacedAt = Number.NEGATIVE_INFINITY;
    this.index.value = 0;
  }

  /** @param id the text of the row, if it was read */
  choose(index: number, id: number | undefined): void {
    this.index.value = index;
    this.#id = id;
    this.#isChosen = true;
    this.#replacedAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * Follows its text to its new place.
   * @param texts rows that were read again, the first of them at `offset`
   * @param isInView whether a row is in view
   */
  follow(texts: readonly StudioText[], offset: number, isInView: (index: number) => boolean): void {
    const place = texts.findIndex(({ id }) => id === this.#id);
    if (place >= 0 && (this.#isChosen || isInView(offset + place))) this.index.value = offset + place;
  }

  /** Says which text is in the row after rows were read; undefined if its own was not read. */
  compare(id: number | undefined): void {
    if (this.#id !== undefined && id !== undefined && id !== this.#id) this.#replacedAt = performance.now();
  }

  /** Takes the text in the row as the one that the user sees from now on. */
  accept(id: number | undefined): void {
    this.#id = id ?? this.#id;
  }

  /** Whether another text came to the row after a time, or so shortly before it that the user may not have seen it. */
  isReplacedSince(time: number): boolean {
    return this.#replacedAt > time - noticedAfter;
  }
}
