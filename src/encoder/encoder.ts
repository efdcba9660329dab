import type { ProgressListener } from "../async/progress.ts";
import type { Matrix } from "../math/matrix.ts";
import type { SpaceStatistics } from "./space-statistics.ts";

/**
 * Turns texts into vectors of unit length. Implement it to use an encoder of your own.
 * @example
 * const encoder: Encoder = await openEncoder();
 * const { rows, columns } = await encoder.embed(["one text", "another"]); // 2 rows, 384 columns
 */
export interface Encoder {
  /** Identifies the encoder. A model remembers it and rejects another encoder. */
  readonly identity: EncoderIdentity;

  /** Space statistics of its vectors. Without them answers are less accurate. */
  readonly background?: SpaceStatistics;

  /**
   * Embeds texts: any strings, also empty and malformed ones.
   * @returns one row per text, in the same order; each row has unit length and finite numbers
   * @throws CancelledError; RemoteError (remote encoders)
   */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Matrix>;

  /**
   * Returns the approximate number of characters of a text that its vector depends on. The number is smaller than the
   * text's length if the text is too long to be read whole, or if it has long encoded runs, such as base64, which are
   * skipped. Absent if every text is read whole.
   */
  charactersRead?(text: string): number;

  /**
   * Returns whether texts are in a language that the encoder was not made for, so that their vectors mean little. False if
   * there is too little text to tell. Absent if the encoder cannot tell.
   */
  isUnfamiliar?(texts: readonly string[]): boolean;

  /** Releases the encoder's memory after the running calls have ended. The encoder must not be used afterwards. */
  dispose(): Promise<void>;
}

/** Returns the optional methods of an encoder, for another one that wraps it. */
export function optionalMethods(encoder: Encoder): Pick<Encoder, "charactersRead" | "isUnfamiliar"> {
  return {
    ...(encoder.charactersRead && { charactersRead: (text: string) => encoder.charactersRead!(text) }),
    ...(encoder.isUnfamiliar && { isUnfamiliar: (texts: readonly string[]) => encoder.isUnfamiliar!(texts) }),
  };
}

/** An encoder that pilesort opened. `await using` disposes of it at the end of a block. */
export interface OpenedEncoder extends Encoder {
  [Symbol.asyncDispose](): Promise<void>;
}

/** Identifies an encoder. */
export interface EncoderIdentity {
  /** Name for messages: "bge-small-en-v1.5-int8". */
  readonly name: string;
  /** Length of a vector. */
  readonly dimensions: number;
  /** sha256 in hex over all that determines its vectors: weights, tokenizer, pooling, prefix, windows. */
  readonly fingerprint: string;
}

/** Options of a call of embed(). */
export interface EmbedOptions {
  readonly onProgress?: ProgressListener;
  /** Ends the call with a CancelledError. */
  readonly signal?: AbortSignal;
}
