import { join } from "node:path";
import { bundledEncoderFolder } from "../encoder/bundled-encoder.ts";
import { withCache } from "../encoder/embedding-cache.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { type EncoderFiles, readEncoderFiles } from "../encoder/encoder-files.ts";
import { openEncoderFiles } from "../encoder/onnx-encoder.ts";
import { defaultMaxWindows } from "../encoder/windows.ts";
import { InputError } from "../errors.ts";
import { balanceOf, chooseEncoder } from "../hub/choose-encoder.ts";
import { type FoundEncoder, findEncoder } from "../hub/open-encoder.ts";
import type { EncoderPlace } from "../model-file/model.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import type { Adapter } from "../tuning/adapter/adapter.ts";
import { relativePlace } from "./encoder-place.ts";

export interface EncoderChoice {
  /** Default: the bundled encoder. */
  readonly encoder?: string | Encoder;
  /** Returns the groups of texts that an automatic choice is for: descriptions, examples and so on. Default: no such choice */
  readonly texts?: () => readonly (readonly string[])[];
  /** Folder with the pulled encoders. Default: the user's cache folder. */
  readonly store?: string;
  readonly cacheFolder?: string;
  readonly maxWindows?: number;
}

/**
 * Holds the classifier's encoder, without and with an adapter. It is opened at its first use, and its vectors are cached.
 * The slot closes every encoder that it opened.
 */
export class EncoderSlot {
  readonly #choice: EncoderChoice;
  readonly #cacheFolder: string | undefined;
  #found: FoundEncoder | undefined;
  #automatic: Promise<string> | undefined;
  #opened: Promise<Encoder> | undefined;
  /** The files of the encoder. Kept during trainings only, since they take as much memory as the encoder. */
  #files: Promise<EncoderFiles> | undefined;
  /** Number of running calls of keepFilesDuring. */
  #keepers = 0;
  #tuned: { readonly adapter: Adapter; readonly encoder: Promise<Encoder> } | undefined;

  constructor(choice: EncoderChoice) {
    const { cacheFolder, maxWindows = defaultMaxWindows } = choice;
    this.#choice = choice;
    // The vectors of long texts depend on the number of windows.
    this.#cacheFolder =
      cacheFolder !== undefined && maxWindows !== defaultMaxWindows
        ? join(cacheFolder, `windows-${maxWindows}`)
        : cacheFolder;
  }

  /** Whether the caller chose the encoder. If not, it is the bundled one. */
  get isChosen(): boolean {
    return this.#choice.encoder !== undefined;
  }

  /**
   * Returns where the opened encoder is, as a model stores it: the name of an encoder in the default store, or the
   * relative path of any other folder. An encoder in another store without a relative path is stored by its name.
   * Returns undefined for the bundled encoder, for one that the caller opened, and for a folder without a relative path.
   * @param modelFolder where the model is saved; undefined if it is not saved to a folder
   */
  async placeFor(modelFolder: string | undefined): Promise<EncoderPlace | undefined> {
    const found = this.#found;
    if (found === undefined || found.kind === "bundled") return undefined;
    const way = modelFolder === undefined ? undefined : relativePlace(modelFolder, found.folder);
    if (found.kind === "folder") return way;
    return found.isInDefaultStore ? { name: found.name } : (way ?? { name: found.name });
  }

  open(): Promise<Encoder> {
    this.#opened ??= this.#openNow().catch((error) => {
      // The next call tries again.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Returns the model with an open encoder. Opens the encoder again if it was closed. */
  async openFor(model: TrainedModel): Promise<TrainedModel> {
    const { learnt } = model.parts;
    return model.withEncoder(await (learnt ? this.openTuned(learnt.adapter) : this.open()));
  }

  /**
   * Returns the encoder with this adapter merged in. It is kept until another adapter is opened.
   * @param source where the adapter came from, for messages
   */
  openTuned(adapter: Adapter, source?: string): Promise<Encoder> {
    if (this.#tuned?.adapter !== adapter) {
      const encoder = this.openWith(adapter, source).catch((error) => {
        // The next call tries again, as in open().
        if (this.#tuned?.adapter === adapter) this.#tuned = undefined;
        throw error;
      });
      this.#tuned = { adapter, encoder };
    }
    return this.#tuned.encoder;
  }

  /** Opens another encoder with this adapter merged in. The caller closes it, or passes its model to keep(). */
  readonly openWith = async (adapter: Adapter, source?: string): Promise<Encoder> => {
    const { openTunedEncoder } = await import("../tuning/adapter/open-tuned-encoder.ts");
    const { maxWindows } = this.#choice;
    const folder = await this.readFiles();
    const encoder = await openTunedEncoder(adapter, { source, folder, ...(maxWindows && { maxWindows }) });
    return withCache(encoder, { folder: this.#cacheFolder });
  };

  /** Runs work during which the files of the encoder are read at most once. */
  async keepFilesDuring<T>(work: () => Promise<T>): Promise<T> {
    this.#keepers++;
    try {
      return await work();
    } finally {
      this.#keepers--;
      if (this.#keepers === 0) this.#files = undefined;
    }
  }

  /**
   * Returns the files of the encoder: those of the bundled one if the caller opened the encoder. Reads them if they are not
   * kept.
   */
  readonly readFiles = (): Promise<EncoderFiles> => {
    if (this.#keepers === 0) return this.#readNow();
    this.#files ??= this.#readNow().catch((error) => {
      this.#files = undefined;
      throw error;
    });
    return this.#files;
  };

  /**
   * Takes over the encoder of a new model: openFor then returns it for this model, and dispose closes it. Running calls
   * continue with the encoder that they started with.
   */
  keep(model: TrainedModel): TrainedModel {
    const { learnt } = model.parts;
    if (learnt) this.#tuned = { adapter: learnt.adapter, encoder: Promise.resolve(model.encoder) };
    return model;
  }

  /** Closes the encoders, except one that the caller passed in. */
  async dispose(): Promise<void> {
    const [opened, tuned] = [this.#opened, this.#tuned?.encoder];
    this.#opened = undefined;
    this.#tuned = undefined;
    // An encoder that could not be opened needs no closing. The caller of open() got the error.
    if (!isEncoder(this.#choice.encoder)) await (await opened?.catch(() => undefined))?.dispose();
    await (await tuned?.catch(() => undefined))?.dispose();
  }

  async #openNow(): Promise<Encoder> {
    const { encoder: choice, maxWindows } = this.#choice;
    if (isEncoder(choice)) return withCache(choice, { folder: this.#cacheFolder });
    const encoder = await openEncoderFiles(await this.readFiles(), { maxWindows });
    return withCache(encoder, { folder: this.#cacheFolder });
  }

  /** Returns the name of the chosen encoder. An automatic choice is made once. */
  async #nameOf(choice: string | undefined): Promise<string | undefined> {
    const balance = balanceOf(choice);
    if (balance === undefined) return choice;
    const { texts, store } = this.#choice;
    if (texts === undefined) {
      throw new InputError(
        `The option encoder (--encoder) can be "${choice}" in a training only; name an encoder instead.`,
      );
    }
    this.#automatic ??= chooseEncoder(texts(), balance, store);
    return this.#automatic;
  }

  async #readNow(): Promise<EncoderFiles> {
    const { encoder: choice, store } = this.#choice;
    if (isEncoder(choice)) return readEncoderFiles(bundledEncoderFolder);
    const found = await findEncoder(await this.#nameOf(choice), store);
    const files = await readEncoderFiles(found.folder);
    this.#found = found;
    return files;
  }
}

function isEncoder(choice: string | Encoder | undefined): choice is Encoder {
  return typeof choice === "object";
}
