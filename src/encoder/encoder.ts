import type { ProgressListener } from "../async/progress.ts";
import type { Matrix } from "../math/matrix.ts";
import type { Background } from "./background.ts";

/** Turns texts into unit vectors. Implementations lie beside this file; one contract suite runs them all. */
export interface Encoder {
  /** Which encoder this is; a model remembers it and refuses another. */
  readonly identity: EncoderIdentity;

  /** What is known of its vectors beforehand; answers are better with it. */
  readonly background?: Background;

  /**
   * Embeds texts: any strings, empty and malformed ones too.
   * @returns one row a text, in the order given; each row has unit length and no NaN.
   * @throws CancelledError, RemoteError (remote encoders)
   */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Matrix>;

  /**
   * Returns about how many characters of a text decide its vector: fewer than it has if the text is too long to be read
   * whole, or holds long encoded runs, such as base64, that are passed over. Absent if every text is read whole.
   */
  charactersRead?(text: string): number;

  /** Frees what the encoder holds, once calls that are under way have ended; it must not be used afterwards. */
  dispose(): Promise<void>;
}

/** An encoder that pilesort opened. `await using` disposes of it at the end of a block. */
export interface OpenedEncoder extends Encoder {
  [Symbol.asyncDispose](): Promise<void>;
}

export interface EncoderIdentity {
  /** For a reader: "bge-small-en-v1.5-int8". */
  readonly name: string;
  /** Length of a vector. */
  readonly dimensions: number;
  /** sha256 over what decides its vectors (weights, tokenizer, pooling, prefix, windows), in hex. */
  readonly fingerprint: string;
}

export interface EmbedOptions {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}
