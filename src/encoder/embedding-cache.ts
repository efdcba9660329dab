import { join } from "node:path";
import { argumentError, isOptions, optionError } from "../errors.ts";
import { requireOptions } from "../options/known-options.ts";
import { embedThrough, type VectorMemory } from "./embed-through.ts";
import { type Encoder, type OpenedEncoder, optionalMethods } from "./encoder.ts";
import { openVectorFile, type VectorFile } from "./vector-file.ts";

/** Where vectors are kept, and how many. */
export interface CacheOptions {
  /** Folder in which vectors are kept between runs. Default: they are kept in memory only */
  readonly folder?: string;
  /**
   * Maximum number of bytes in memory for whole data sets, such as the examples of a training. The least recently used
   * vectors are dropped first. Default: 64 MiB
   */
  readonly memoryBytes?: number;
  /** The same for texts of small calls, so that a long stream does not fill the memory. Default: 8 MiB */
  readonly streamBytes?: number;
}

/** A call with more texts is a whole data set, which the next training needs again; a smaller one is part of a stream. */
const maxStreamedTexts = 1024;
/** Approximate memory of a kept vector beside its numbers: key, object, map entry. Smaller: the maximum is exceeded. */
const overheadBytes = 400;
/** Number of vectors between two writes to the disk. Larger: a killed run loses more. */
const blockTexts = 4096;

/** The encoders that withCache returned, with their folders: a cache of a cache would keep every vector twice. */
const cached = new WeakMap<Encoder, string | undefined>();

/**
 * Returns an encoder that embeds no text twice: vectors are kept by the text's content, in memory and, if a folder is
 * given, on disk. Its dispose() closes the given encoder.
 * @returns the given encoder itself if it is such an encoder already, for the same folder or without a folder given
 * @throws InputError if an argument is invalid; embed() also if the folder cannot be used
 * @example
 * const encoder = withCache(await openEncoder(), { folder: ".cache" });
 * await encoder.embed(["a parcel"]); // computed
 * await encoder.embed(["a parcel"]); // from the cache
 */
export function withCache(encoder: Encoder, options: CacheOptions = {}): OpenedEncoder {
  if (!isOptions(encoder) || typeof encoder.embed !== "function" || !isOptions(encoder.identity)) {
    throw argumentError("encoder", "an Encoder object", encoder);
  }
  requireOptions(options, { folder: true, memoryBytes: true, streamBytes: true });
  const { folder, memoryBytes = 64 * 1024 ** 2, streamBytes = 8 * 1024 ** 2 } = options;
  if (folder !== undefined && typeof folder !== "string") throw optionError("folder", "a path", folder);
  for (const [name, value] of Object.entries({ memoryBytes, streamBytes })) {
    if (!(typeof value === "number" && value >= 0)) throw optionError(name, "a number, 0 or more", value);
  }
  if (cached.has(encoder) && (folder === undefined || folder === cached.get(encoder))) {
    return encoder as OpenedEncoder;
  }
  const vectorBytes = 4 * encoder.identity.dimensions + overheadBytes;
  const dataSets = new RecentVectors(Math.floor(memoryBytes / vectorBytes));
  const streams = new RecentVectors(Math.floor(streamBytes / vectorBytes));
  let file: Promise<VectorFile> | undefined;
  const openFile = () => {
    if (folder !== undefined) file ??= openCacheFile(folder, encoder);
    return file;
  };
  const opened: OpenedEncoder = {
    identity: encoder.identity,
    background: encoder.background,
    ...optionalMethods(encoder),
    async embed(texts, options) {
      const disk = await openFile();
      const memory = memoryOf(dataSets, streams, texts.length > maxStreamedTexts);
      return embedThrough(encoder, { memory, disk, blockTexts: disk && blockTexts }, texts, options);
    },
    dispose: () => encoder.dispose(),
    [Symbol.asyncDispose]: () => encoder.dispose(),
  };
  cached.set(opened, folder);
  return opened;
}

/** Returns whether this is an encoder that keeps its vectors on disk, see withCache. */
export function keepsOnDisk(encoder: Encoder): boolean {
  return cached.get(encoder) !== undefined;
}

function openCacheFile(folder: string, { identity }: Encoder): Promise<VectorFile> {
  const { fingerprint, dimensions } = identity;
  return openVectorFile(join(folder, `${fingerprint.slice(0, 16)}.vectors`), dimensions, "float32");
}

/** Looks texts up in both memories. A text of a data set moves to the memory of data sets. */
function memoryOf(dataSets: RecentVectors, streams: RecentVectors, isDataSet: boolean): VectorMemory {
  const memory = isDataSet ? dataSets : streams;
  return {
    has: (key) => dataSets.has(key) || streams.has(key),
    get(key) {
      const known = dataSets.get(key) ?? streams.get(key);
      if (known !== undefined && isDataSet) dataSets.set(key, known);
      return known;
    },
    set: (key, vector) => memory.set(key, vector),
  };
}

/** A map of bounded size that drops the least recently used vector. */
class RecentVectors {
  readonly #vectors = new Map<string, Float32Array>();
  readonly #maximum: number;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  has(key: string): boolean {
    return this.#vectors.has(key);
  }

  get(key: string): Float32Array | undefined {
    const vector = this.#vectors.get(key);
    if (vector === undefined) return undefined;
    this.#vectors.delete(key);
    this.#vectors.set(key, vector);
    return vector;
  }

  set(key: string, vector: Float32Array): void {
    this.#vectors.delete(key);
    this.#vectors.set(key, vector);
    if (this.#vectors.size > this.#maximum) this.#vectors.delete(this.#vectors.keys().next().value!);
  }
}
