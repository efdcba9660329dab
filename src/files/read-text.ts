import * as nodeFileSystem from "node:fs";
import { stdin } from "node:process";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { argumentError, InputError, throwIfCancelled } from "../errors.ts";
import { binarySentence, markedEncoding, needsMoreBytes, unmarkedUtf16 } from "./detect-encoding.ts";
import { type ByteDecoder, decoderFor, encodingNamed, isWellFormed, showsUtf8 } from "./encodings.ts";
import { readError } from "./file-errors.ts";
import { libraryNaming, type NoticeListener, type OptionNaming } from "./records.ts";

/** A file's path ("-" is the standard input), or the bytes themselves. */
export type TextSource = string | AsyncIterable<Uint8Array>;

export interface ReadOptions {
  /**
   * The encoding of the text, for instance "windows-1252". A byte order mark takes precedence over it. Default: UTF-8, or
   * UTF-16 if the bytes show it.
   */
  readonly encoding?: string;
  /** Called with a sentence for each property of the file that was detected. */
  readonly onNotice?: NoticeListener;
  /** Names an option in messages. Default: its name in the library. */
  readonly naming?: OptionNaming;
  /** Stops the reading with a CancelledError, also while it waits for data. */
  readonly signal?: AbortSignal;
  /** Called with the number of bytes of each chunk, before decompression. */
  readonly onBytes?: (count: number) => void;
  /** The part of node:fs that reading uses. */
  readonly fileSystem?: ReadFileSystem;
}

export type ReadFileSystem = Pick<typeof nodeFileSystem, "createReadStream">;

/** Returns the name of a source in messages. */
export function sourceName(source: TextSource): string {
  const isBytes = typeof source === "object" && source !== null && Symbol.asyncIterator in source;
  if (typeof source !== "string" && !isBytes)
    throw argumentError("source", "a path or a stream of bytes", source);
  if (source === "-" || source === stdin) return "standard input";
  return typeof source === "string" ? source : "the input";
}

/**
 * Reads text chunk by chunk, as the caller consumes it. A byte order mark is removed, and a file whose name ends in .gz is
 * decompressed.
 * @throws InputError if the file does not exist, cannot be read, or has a byte that is invalid in its encoding; CancelledError
 */
export async function* readText(source: TextSource, options: ReadOptions = {}): AsyncGenerator<string> {
  let line = 1;
  for await (const piece of readMarkedText(source, options)) {
    const at = invalidPlace(piece);
    if (at !== undefined) {
      const place = { source: sourceName(source), line: line + countLineEnds(piece.slice(0, at)) };
      throw new InputError(invalidSentence(piece, options), place);
    }
    line += countLineEnds(piece);
    yield piece;
  }
}

/**
 * Reads text as readText does, but returns invalid bytes as lone surrogates (see ByteDecoder) instead of throwing. So a
 * reader of lines can reject one line and continue with the next.
 */
export async function* readMarkedText(source: TextSource, options: ReadOptions = {}): AsyncGenerator<string> {
  const { signal } = options;
  throwIfCancelled(signal);
  const decoder = new FileDecoder(sourceName(source), options);
  try {
    for await (const bytes of openBytes(source, options)) {
      const text = decoder.decode(bytes);
      if (text !== "") yield text;
    }
    yield decoder.end();
  } catch (error) {
    throwIfCancelled(signal);
    throw readError(error, sourceName(source));
  }
}

/** Returns the sentence that rejects a text with invalid bytes. */
export function invalidSentence(text: string, options: ReadOptions): string {
  const { encoding, naming = libraryNaming } = options;
  const marked = /[\udc80-\udcff]/u.exec(text)?.[0].charCodeAt(0);
  const byte = marked === undefined ? "" : ` (byte 0x${(marked - 0xdc00).toString(16).toUpperCase()})`;
  if (encoding !== undefined) {
    return `is not valid ${encoding}${byte}; name the encoding that the file has with ${naming("encoding")}.`;
  }
  return (
    `is not valid UTF-8${byte}; save the file as UTF-8, or name its encoding with ${naming("encoding")}, ` +
    "for instance windows-1252, utf-16le or shift_jis."
  );
}

function invalidPlace(text: string): number | undefined {
  return isWellFormed(text) ? undefined : text.search(/\p{Surrogate}/u);
}

function countLineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** Decodes a file. The encoding is chosen after its first bytes. */
class FileDecoder {
  #decoder: ByteDecoder | undefined;
  #first: Buffer = Buffer.alloc(0);
  readonly #encoding: string | undefined;

  constructor(
    private readonly name: string,
    private readonly options: ReadOptions,
  ) {
    const { encoding, naming = libraryNaming } = options;
    this.#encoding = encoding === undefined ? undefined : encodingNamed(encoding, naming);
  }

  decode(bytes: Uint8Array): string {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#decoder) return this.#decoder.decode(piece);
    this.#first = Buffer.concat([this.#first, piece]);
    if (needsMoreBytes(this.#first)) return "";
    return this.#begin().decode(this.#first);
  }

  end(): string {
    if (this.#decoder) return this.#decoder.end();
    const decoder = this.#begin();
    return decoder.decode(this.#first) + decoder.end();
  }

  #begin(): ByteDecoder {
    const { encoding, markLength } = this.#choose();
    this.#first = this.#first.subarray(markLength);
    this.#decoder = decoderFor(encoding);
    return this.#decoder;
  }

  #choose(): { readonly encoding: string; readonly markLength: number } {
    const binary = binarySentence(this.#first);
    if (binary !== undefined) throw new InputError(binary, { source: this.name });
    const marked = markedEncoding(this.#first);
    if (marked?.encoding.startsWith("utf-32")) {
      throw new InputError("is UTF-32, which is not read; save it as UTF-8.", { source: this.name });
    }
    if (marked) {
      if (this.#encoding !== undefined && this.#encoding !== marked.encoding) {
        this.#notice(`begins with the mark of ${marked.encoding} and is read as such.`);
      }
      return marked;
    }
    return {
      encoding: this.#encoding === undefined ? this.#detect() : this.#given(this.#encoding),
      markLength: 0,
    };
  }

  #given(encoding: string): string {
    if (!encoding.startsWith("utf-") && showsUtf8(this.#first)) {
      const { naming = libraryNaming } = this.options;
      this.#notice(
        `read as ${encoding}, but is valid UTF-8; leave out ${naming("encoding")} if letters look wrong.`,
      );
    }
    return encoding;
  }

  #detect(): string {
    const found = unmarkedUtf16(this.#first);
    if (found === undefined) return "utf-8";
    const { naming = libraryNaming } = this.options;
    this.#notice(`read as ${found}, which its bytes show; choose another with ${naming("encoding")}.`);
    return found;
  }

  #notice(sentence: string): void {
    this.options.onNotice?.(`${this.name}: ${sentence}`);
  }
}

function openBytes(source: TextSource, options: ReadOptions): AsyncIterable<Uint8Array> {
  const pieces = pass(open(source, options.fileSystem), options);
  const isPacked = typeof source === "string" && /\.gz$/i.test(source);
  // An error reaches the reader of the last stream, so the callback has nothing to do.
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
