import { Classifier, ModelFileError, type OpenedEncoder, openEncoder, withCache } from "../../index.ts";

/**
 * The bundled encoder, opened once for all models of a server that were made with it. A version that is replaced leaves its
 * threads and its vectors to the next one.
 */
export class SharedEncoder {
  #opened: Promise<OpenedEncoder> | undefined;

  /** Returns the encoder. It is opened at its first use. */
  open(): Promise<OpenedEncoder> {
    this.#opened ??= openEncoder().then(
      (encoder) => withCache(encoder),
      (error) => {
        // The next call tries again.
        this.#opened = undefined;
        throw error;
      },
    );
    return this.#opened;
  }

  /** Opens a saved model. One that was made with another encoder opens its own. @throws ModelFileError */
  async load(folder: string): Promise<Classifier> {
    const encoder = await this.open();
    try {
      return await Classifier.load(folder, { encoder });
    } catch (error) {
      if (!(error instanceof ModelFileError)) throw error;
      return Classifier.load(folder);
    }
  }

  /** Closes the encoder. No model may be in use. */
  async close(): Promise<void> {
    await (await this.#opened?.catch(() => undefined))?.dispose();
  }
}
