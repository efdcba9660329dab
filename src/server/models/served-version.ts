import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Classification, Classifier, ClassifyOptions } from "../../index.ts";
import { MicroBatches, type MicroBatchOptions } from "../../service/micro-batches.ts";
import type { SharedEncoder } from "./shared-encoder.ts";

/** How a version came to the server. */
export type VersionOrigin = "start" | "load" | "training" | "upload";

export interface VersionPlace {
  /** Absolute path of the folder that the model was loaded from. */
  readonly path: string;
  /** The folder as clients know it. */
  readonly folder: string;
  readonly origin: VersionOrigin;
}

/** How versions are opened and used. */
export interface ServingOptions {
  readonly encoder: SharedEncoder;
  /** How texts of concurrent requests are batched. */
  readonly batching?: MicroBatchOptions;
}

/** A text that is classified once before a version answers requests, so that the first request does not wait for the encoder. */
const warmUpText = "warm up";

/** What a version is made of. */
interface LoadedModel {
  readonly number: number;
  readonly place: VersionPlace;
  readonly classifier: Classifier;
  readonly manifest: string;
}

/** One version of a model: an opened classifier, and the requests that use it. */
export class ServedVersion {
  readonly number: number;
  readonly place: VersionPlace;
  readonly loadedAt = new Date().toISOString();
  readonly classifier: Classifier;
  /** Content of the manifest in the folder when the version was loaded or saved. It changes with every part of the model. */
  manifest: string;
  readonly #batches: MicroBatches;
  #uses = 0;
  #isRetired = false;

  constructor(loaded: LoadedModel, options: MicroBatchOptions) {
    const { number, place, classifier, manifest } = loaded;
    this.number = number;
    this.place = place;
    this.classifier = classifier;
    this.manifest = manifest;
    this.#batches = new MicroBatches((texts, how) => classifier.classify(texts, how), options);
  }

  /** Number of texts that wait to be classified. */
  get waiting(): number {
    return this.#batches.waiting;
  }

  /** Classifies texts together with those of other requests. */
  classify(
    texts: readonly string[],
    options: ClassifyOptions,
    signal?: AbortSignal,
  ): Promise<Classification[]> {
    return this.#batches.classify(texts, options, signal);
  }

  /** Keeps the version open until the returned function is called. */
  use(): () => void {
    this.#uses++;
    let isUsed = true;
    return () => {
      if (!isUsed) return;
      isUsed = false;
      this.#uses--;
      void this.#closeIfUnused();
    };
  }

  /** Opens an encoder of its own, after the version was closed too. */
  async open(): Promise<void> {
    this.#isRetired = false;
    await this.classifier.classify(warmUpText);
  }

  /** Closes an encoder of its own as soon as no request uses this version. The rest stays in memory, so that it can be opened again. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    await this.#closeIfUnused();
  }

  async #closeIfUnused(): Promise<void> {
    if (this.#isRetired && this.#uses === 0) await this.classifier.dispose();
  }
}

/** Loads a model from a folder and prepares it for requests. @throws ModelFileError, NotTrainedError */
export async function openVersion(
  number: number,
  place: VersionPlace,
  { encoder, batching = {} }: ServingOptions,
): Promise<ServedVersion> {
  const manifest = await manifestOf(place.path);
  const classifier = await encoder.load(place.path);
  const version = new ServedVersion({ number, place, classifier, manifest }, batching);
  try {
    await version.open();
    return version;
  } catch (error) {
    await classifier.dispose();
    throw error;
  }
}

/** Returns the content of the manifest in a folder; empty if there is none. */
export async function manifestOf(folder: string): Promise<string> {
  return readFile(join(folder, "manifest.json"), "utf8").catch(() => "");
}
