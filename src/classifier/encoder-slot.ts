import { withCache } from "../encoder/embedding-cache.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { openEncoder } from "../encoder/open-encoder.ts";
import type { Adapter } from "../tuning/adapter.ts";

/**
 * The classifier's encoder, as it is and with an adapter on it: opened when first needed, cached by content, closed by
 * whoever opened it.
 */
export class EncoderSlot {
  readonly #choice: string | Encoder | undefined;
  readonly #cacheFolder: string | undefined;
  #opened: Promise<Encoder> | undefined;
  #tuned: { readonly adapter: Adapter; readonly encoder: Promise<Encoder> } | undefined;

  constructor(choice: string | Encoder | undefined, cacheFolder: string | undefined) {
    this.#choice = choice;
    this.#cacheFolder = cacheFolder;
  }

  /** Whether the caller chose the encoder; else it is the bundled one. */
  get isChosen(): boolean {
    return this.#choice !== undefined;
  }

  open(): Promise<Encoder> {
    this.#opened ??= this.#openNow().catch((error) => {
      // What failed once may be tried again.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /**
   * The encoder with this adapter on it, which it keeps until there is another.
   * @param source where the adapter came from, for messages
   */
  openTuned(adapter: Adapter, source?: string): Promise<Encoder> {
    if (this.#tuned?.adapter !== adapter) {
      const encoder = this.openWith(adapter, source).catch((error) => {
        // As with the encoder itself.
        if (this.#tuned?.adapter === adapter) this.#tuned = undefined;
        throw error;
      });
      this.#tuned = { adapter, encoder };
    }
    return this.#tuned.encoder;
  }

  /** Opens another encoder with an adapter on it; whoever asks for it closes it, or has it kept. */
  async openWith(adapter: Adapter, source?: string): Promise<Encoder> {
    const { openTunedEncoder } = await import("../tuning/open-tuned-encoder.ts");
    return withCache(await openTunedEncoder(adapter, { source }), { folder: this.#cacheFolder });
  }

  /** Calls that are under way go on with the one before, which is closed when nobody holds it. */
  keepTuned(adapter: Adapter, encoder: Encoder): void {
    this.#tuned = { adapter, encoder: Promise.resolve(encoder) };
  }

  /** Closes the encoders, but for one that the caller brought. */
  async dispose(): Promise<void> {
    const [opened, tuned] = [this.#opened, this.#tuned?.encoder];
    this.#opened = undefined;
    this.#tuned = undefined;
    if (opened && !isEncoder(this.#choice)) await (await opened).dispose();
    if (tuned) await (await tuned).dispose();
  }

  async #openNow(): Promise<Encoder> {
    const encoder = isEncoder(this.#choice) ? this.#choice : await openEncoder(this.#choice);
    return withCache(encoder, { folder: this.#cacheFolder });
  }
}

function isEncoder(choice: string | Encoder | undefined): choice is Encoder {
  return typeof choice === "object";
}
