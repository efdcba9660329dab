import { createHash } from "node:crypto";
import { throwIfCancelled } from "../errors.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import type { EmbedOptions, Encoder } from "./encoder.ts";
import type { VectorFile } from "./vector-file.ts";

/** Vectors in memory, by key. */
export interface VectorMemory {
  has(key: string): boolean;
  get(key: string): Float32Array | undefined;
  set(key: string, vector: Float32Array): void;
}

/** Where vectors are looked up and kept. */
export interface KeptVectors {
  readonly memory?: VectorMemory;
  readonly disk?: Pick<VectorFile, "read" | "append" | "round">;
  /** Maximum number of texts per call of the encoder; their vectors are kept before the next call. Default: all texts */
  readonly blockTexts?: number;
  /** Added to texts to make their keys. Default: none */
  readonly scope?: string;
  /** Called before texts are embedded, with the numbers of different texts that were found on disk and of all. */
  readonly onFound?: (onDisk: number, all: number) => void;
}

/** Number of texts that are looked up on disk at once. Larger: more memory. */
const lookedUpTexts = 4096;

/** Embeds texts, each of them once. Vectors that are kept already are not computed again; new ones are kept. */
export async function embedThrough(
  encoder: Encoder,
  { memory, disk, blockTexts, scope = "", onFound }: KeptVectors,
  texts: readonly string[],
  options: EmbedOptions = {},
): Promise<Matrix> {
  throwIfCancelled(options.signal);
  const vectors = zeros(texts.length, encoder.identity.dimensions);
  const missing = new Map<string, { readonly text: string; readonly rows: number[] }>();
  const keys = texts.map((text) => keyOf(text, scope));
  const found = new Set<string>();
  let kept: ReadonlyMap<string, Float32Array> | undefined;
  for (const [i, text] of texts.entries()) {
    const key = keys[i];
    if (disk !== undefined && i % lookedUpTexts === 0) {
      const block = new Set(keys.slice(i, i + lookedUpTexts));
      kept = await disk.read([...block].filter((each) => !memory?.has(each)));
    }
    const remembered = memory?.get(key);
    const known = remembered ?? kept?.get(key);
    const waiting = missing.get(key);
    if (known !== undefined) {
      rowOf(vectors, i).set(known);
      if (remembered === undefined) {
        memory?.set(key, known);
        found.add(key);
      }
    } else if (waiting) waiting.rows.push(i);
    else missing.set(key, { text, rows: [i] });
  }
  onFound?.(found.size, new Set(keys).size);
  const wanted = [...missing];
  const size = blockTexts ?? Math.max(wanted.length, 1);
  for (let start = 0; start < wanted.length; start += size) {
    const block = wanted.slice(start, start + size);
    const embedded = await encoder.embed(
      block.map(([, { text }]) => text),
      shifted(options, texts.length - wanted.length + start, texts.length),
    );
    const fresh = block.map(([key, { rows }], i): [string, Float32Array] => {
      const exact = rowOf(embedded, i);
      const vector = disk === undefined ? exact.slice() : disk.round(exact.slice());
      for (const row of rows) rowOf(vectors, row).set(vector);
      memory?.set(key, vector);
      return [key, vector];
    });
    await disk?.append(fresh);
  }
  return vectors;
}

/** Returns 128 bits of a text's sha256, enough to tell all texts apart. */
function keyOf(text: string, scope: string): string {
  return createHash("sha256").update(scope).update(text, "utf16le").digest().toString("hex", 0, 16);
}

function shifted({ onProgress, signal }: EmbedOptions, start: number, total: number): EmbedOptions {
  return {
    signal,
    onProgress: onProgress && ((event) => onProgress({ ...event, done: start + event.done, total })),
  };
}
