import { withCache } from "../encoder/embedding-cache.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { openEncoder } from "../encoder/open-encoder.ts";

/** The classifier's encoder: opened when first needed, cached by content, closed by whoever opened it. */
export class EncoderSlot {
  readonly #choice: string | Encoder | undefined;
  readonly #cacheFolder: string | undefined;
  #opened: Promise<Encoder> | undefined;

  constructor(choice: string | Encoder | undefined, cacheFolder: string | undefined) {
    this.#choice = choice;
    this.#cacheFolder = cacheFolder;
  }

  open(): Promise<Encoder> {
    this.#opened ??= this.#openNow().catch((error) => {
      // What failed once may be tried again.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Closes the encoder unless the caller brought it. */
  async dispose(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened && !isEncoder(this.#choice)) await (await opened).dispose();
  }

  async #openNow(): Promise<Encoder> {
    const encoder = isEncoder(this.#choice) ? this.#choice : await openEncoder(this.#choice);
    return withCache(encoder, { folder: this.#cacheFolder });
  }
}

function isEncoder(choice: string | Encoder | undefined): choice is Encoder {
  return typeof choice === "object";
}
