import { createHash } from "node:crypto";
import { argumentError, isOptions, optionError, requireOptions, throwIfCancelled } from "../errors.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { type EmbedOptions, type Encoder, type OpenedEncoder, optionalMethods } from "./encoder.ts";
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
/** Number of texts that are looked up at once, and of vectors between two writes. Larger: a killed run loses more. */
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
  requireOptions(options);
  const { folder, memoryBytes = 64 * 1024 ** 2, streamBytes = 8 * 1024 ** 2 } = options;
  if (folder !== undefined && typeof folder !== "string") throw optionError("folder", "a path", folder);
  for (const [name, value] of Object.entries({ memoryBytes, streamBytes })) {
    if (!(typeof value === "number" && value >= 0)) throw optionError(name, "a number, 0 or more", value);
  }
  if (cached.has(encoder) && (folder === undefined || folder === cached.get(encoder))) {
    return encoder as OpenedEncoder;
  }
  const vectorBytes = 4 * encoder.identity.dimensions + overheadBytes;
  const memory = {
    dataSets: new RecentVectors(Math.floor(memoryBytes / vectorBytes)),
    streams: new RecentVectors(Math.floor(streamBytes / vectorBytes)),
  };
  let file: Promise<VectorFile> | undefined;
  const openFile = () => {
    if (folder !== undefined) file ??= openVectorFile(folder, encoder.identity);
    return file;
  };
  const opened: OpenedEncoder = {
    identity: encoder.identity,
    background: encoder.background,
    ...optionalMethods(encoder),
    embed: async (texts, options) => embedThrough(encoder, memory, await openFile(), texts, options),
    dispose: () => encoder.dispose(),
    [Symbol.asyncDispose]: () => encoder.dispose(),
  };
  cached.set(opened, folder);
  return opened;
}

interface Memory {
  readonly dataSets: RecentVectors;
  readonly streams: RecentVectors;
}

async function embedThrough(
  encoder: Encoder,
  { dataSets, streams }: Memory,
  disk: VectorFile | undefined,
  texts: readonly string[],
  options: EmbedOptions = {},
): Promise<Matrix> {
  throwIfCancelled(options.signal);
  const vectors = zeros(texts.length, encoder.identity.dimensions);
  const missing = new Map<string, { readonly text: string; readonly rows: number[] }>();
  const keys = texts.map(keyOf);
  const memory = texts.length > maxStreamedTexts ? dataSets : streams;
  let kept: ReadonlyMap<string, Float32Array> | undefined;
  for (const [i, text] of texts.entries()) {
    const key = keys[i];
    if (disk !== undefined && i % blockTexts === 0) {
      const block = new Set(keys.slice(i, i + blockTexts));
      kept = await disk.read([...block].filter((each) => !dataSets.has(each) && !streams.has(each)));
    }
    const remembered = dataSets.get(key) ?? streams.get(key);
    const known = remembered ?? kept?.get(key);
    const waiting = missing.get(key);
    if (known !== undefined) {
      rowOf(vectors, i).set(known);
      if (memory === dataSets || remembered === undefined) memory.set(key, known);
    } else if (waiting) waiting.rows.push(i);
    else missing.set(key, { text, rows: [i] });
  }
  const wanted = [...missing];
  const size = disk === undefined ? Math.max(wanted.length, 1) : blockTexts;
  for (let start = 0; start < wanted.length; start += size) {
    const block = wanted.slice(start, start + size);
    const found = await encoder.embed(
      block.map(([, { text }]) => text),
      shifted(options, texts.length - wanted.length + start, texts.length),
    );
    const fresh = block.map(([key, { rows }], i): [string, Float32Array] => {
      const vector = rowOf(found, i).slice();
      for (const row of rows) rowOf(vectors, row).set(vector);
      memory.set(key, vector);
      return [key, vector];
    });
    await disk?.append(fresh);
  }
  return vectors;
}

/** Returns 128 bits of a text's sha256, enough to tell all texts apart. */
function keyOf(text: string): string {
  return createHash("sha256").update(text, "utf16le").digest().toString("hex", 0, 16);
}

function shifted({ onProgress, signal }: EmbedOptions, start: number, total: number): EmbedOptions {
  return {
    signal,
    onProgress: onProgress && ((event) => onProgress({ ...event, done: start + event.done, total })),
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
