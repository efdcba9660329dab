import type { Encoder } from "../encoder/encoder.ts";

/** Embedded between two turns of the event loop, which must soon see the next reply. */
const textsAtATime = 16;
/** What a cache takes for a data set, and keeps, while it soon forgets what comes a few at a time (see withCache). */
const dataSetTexts = 1_100;

/**
 * Embeds what a model writes while other replies are waited for, so that an encoder with a cache has the vectors when
 * the piles are looked at. It changes no result: what it did not come to, or failed at, is embedded then.
 */
export class EmbeddingPrefetch {
  readonly #encoder: Encoder;
  readonly #stop = new AbortController();
  readonly #waiting: string[] = [];
  #work: Promise<void> | undefined;
  /** Embedded, but not yet asked for as a data set. */
  #scattered: string[] = [];

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  /** Texts that will be asked for. */
  begin(texts: readonly string[]): void {
    for (const text of texts) this.#waiting.push(text);
    this.#work ??= this.#embedWaiting()
      .catch(() => {})
      .finally(() => {
        this.#work = undefined;
      });
  }

  /** Waits for what has been begun. */
  async finish(): Promise<void> {
    await this.#work;
  }

  /** Gives up what has been begun, and waits until the encoder is free. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  async #embedWaiting(): Promise<void> {
    const { signal } = this.#stop;
    while (this.#waiting.length > 0) {
      const texts = this.#waiting.splice(0, textsAtATime);
      await this.#encoder.embed(texts, { signal });
      this.#scattered.push(...texts);
      if (this.#scattered.length < dataSetTexts) continue;
      const dataSet = this.#scattered;
      this.#scattered = [];
      await this.#encoder.embed(dataSet, { signal });
    }
  }
}
