import type { Encoder } from "../encoder/encoder.ts";

/** Texts per call of the encoder. With more, the event loop waits longer before it sees the next reply. */
const textsAtATime = 16;
/** Texts that are embedded once more in a single call, because a cache keeps data sets longer than single texts (see withCache). With fewer, the cache does not recognize a data set. */
const dataSetTexts = 1_100;

/**
 * Embeds generated texts while other calls are running, so that an encoder with a cache has their vectors when they are
 * checked. It changes no result: texts that were not embedded here, or failed, are embedded then.
 */
export class EmbeddingPrefetch {
  readonly #encoder: Encoder;
  readonly #stop = new AbortController();
  readonly #waiting: string[] = [];
  #work: Promise<void> | undefined;
  /** Texts that were embedded, but not yet together as a data set. */
  #scattered: string[] = [];

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  /** Begins to embed texts. Returns at once. */
  begin(texts: readonly string[]): void {
    for (const text of texts) this.#waiting.push(text);
    this.#work ??= this.#embedWaiting()
      .catch(() => {})
      .finally(() => {
        this.#work = undefined;
      });
  }

  /** Waits until all texts are embedded. */
  async finish(): Promise<void> {
    await this.#work;
  }

  /** Cancels the remaining texts and waits until the encoder is free. */
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
