import * as nodeFileSystem from "node:fs";
import { stdin } from "node:process";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { argumentError, throwIfCancelled } from "../errors.ts";
import { readError } from "./file-mistakes.ts";

/** A file's path ("-" is the standard input), or the bytes themselves. */
export type TextSource = string | AsyncIterable<Uint8Array>;

export interface ReadOptions {
  /** Stops the reading with a CancelledError, also while it waits for more. */
  readonly signal?: AbortSignal;
  /** Called with the length of each piece read, before it is unpacked. */
  readonly onBytes?: (count: number) => void;
  /** The part of node:fs that reading uses. */
  readonly fileSystem?: ReadFileSystem;
}

export type ReadFileSystem = Pick<typeof nodeFileSystem, "createReadStream">;

/** What messages call a source. */
export function sourceName(source: TextSource): string {
  const isBytes = typeof source === "object" && source !== null && Symbol.asyncIterator in source;
  if (typeof source !== "string" && !isBytes)
    throw argumentError("source", "a path or a stream of bytes", source);
  if (source === "-") return "standard input";
  return typeof source === "string" ? source : "the input";
}

/**
 * Reads UTF-8 text piece by piece as it is asked for: a byte order mark is taken off, invalid bytes become U+FFFD, and
 * a file whose name ends in .gz is unpacked.
 * @throws InputError where there is no such file or it cannot be read; CancelledError
 */
export async function* readText(source: TextSource, options: ReadOptions = {}): AsyncGenerator<string> {
  const { signal } = options;
  throwIfCancelled(signal);
  const decoder = new TextDecoder();
  try {
    for await (const bytes of openBytes(source, options)) yield decoder.decode(bytes, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throwIfCancelled(signal);
    throw readError(error, sourceName(source));
  }
}

function openBytes(source: TextSource, options: ReadOptions): AsyncIterable<Uint8Array> {
  const pieces = pass(open(source, options.fileSystem), options);
  const isPacked = typeof source === "string" && source.endsWith(".gz");
  // What goes wrong is thrown to whoever reads the last stream, so the callback has nothing to do.
  return isPacked ? pipeline(pieces, createGunzip(), () => {}) : pieces;
}

function open(source: TextSource, { createReadStream }: ReadFileSystem = nodeFileSystem): Readable {
  if (source === "-") return stdin;
  if (typeof source === "string") return createReadStream(source);
  return source instanceof Readable ? source : Readable.from(source);
}

async function* pass(stream: Readable, { signal, onBytes }: ReadOptions): AsyncGenerator<Uint8Array> {
  const stop = (): void => {
    stream.destroy(signal?.reason instanceof Error ? signal.reason : new Error("stopped"));
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for await (const bytes of stream as AsyncIterable<Uint8Array>) {
      onBytes?.(bytes.length);
      yield bytes;
    }
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
