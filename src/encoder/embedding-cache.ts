import { createHash } from "node:crypto";
import { argumentError, isOptions, optionError, requireOptions, throwIfCancelled } from "../errors.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import type { EmbedOptions, Encoder, OpenedEncoder } from "./encoder.ts";
import { openVectorFile, type VectorFile } from "./vector-file.ts";

export interface CacheOptions {
  /** Folder in which vectors are kept between runs; memory only unless given. */
  readonly folder?: string;
  /** Most bytes kept in memory of whole data sets, such as a training's; the least recently used go first. Default 64 MiB. */
  readonly memoryBytes?: number;
  /** The same for texts that come a few at a time, so that a long stream does not grow. Default 8 MiB. */
  readonly streamBytes?: number;
}

/** A call of more texts is a whole data set, which the next training asks for again; one of fewer is part of a stream. */
const mostStreamed = 1024;
/** What a vector kept in memory takes beside its numbers, roughly: its key, its object and its place in the map. */
const overheadBytes = 400;
/** Vectors computed between two writes to disk, so that a killed run loses little. */
const blockTexts = 4096;

/** An encoder that embeds no text twice: vectors are kept by content, in memory and in a folder where one is given. */
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
  return {
    identity: encoder.identity,
    background: encoder.background,
    ...(encoder.charactersRead && { charactersRead: (text: string) => encoder.charactersRead!(text) }),
    embed: async (texts, options) => embedThrough(encoder, memory, await openFile(), texts, options),
    dispose: () => encoder.dispose(),
    [Symbol.asyncDispose]: () => encoder.dispose(),
  };
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
  const memory = texts.length > mostStreamed ? dataSets : streams;
  const kept = await disk?.read([...new Set(keys)].filter((key) => !dataSets.has(key) && !streams.has(key)));
  for (const [i, text] of texts.entries()) {
    const key = keys[i];
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

/** 128 bits of a text's sha256: no two texts will ever share them. */
function keyOf(text: string): string {
  return createHash("sha256").update(text, "utf16le").digest().toString("hex", 0, 16);
}

function shifted({ onProgress, signal }: EmbedOptions, start: number, total: number): EmbedOptions {
  return {
    signal,
    onProgress: onProgress && ((event) => onProgress({ ...event, done: start + event.done, total })),
  };
}

/** A bounded map that forgets what was used longest ago. */
class RecentVectors {
  readonly #vectors = new Map<string, Float32Array>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
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
    if (this.#vectors.size > this.#most) this.#vectors.delete(this.#vectors.keys().next().value!);
  }
}
