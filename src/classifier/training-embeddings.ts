import { embedThrough, type KeptVectors } from "../encoder/embed-through.ts";
import { keepsOnDisk } from "../encoder/embedding-cache.ts";
import { type Encoder, optionalMethods } from "../encoder/encoder.ts";
import { roundTo } from "../encoder/vector-file.ts";
import { count } from "../files/readable-numbers.ts";
import { claimEmbeddings, type EmbeddingsFile, removeEmbeddings } from "../model-file/embeddings-file.ts";
import type { TrainingOptions } from "./options.ts";

/**
 * A training with more texts rounds their vectors to half floats and keeps them on disk, so that it resumes after it was
 * killed. Embedding so many short texts takes about 15 seconds. Smaller: shorter trainings write files.
 */
const minKeptTexts = 4096;
/** Number of vectors between two writes. Larger: a killed training loses more. */
const blockTexts = 2048;

/**
 * Keeps the embeddings of a training with many texts in a file beside its checkpoint. Whether vectors are rounded depends on
 * the number of texts alone, so that a training gives the same model with and without a file, and after it was resumed.
 */
export class TrainingEmbeddings {
  readonly #checkpoint: string | undefined;
  readonly #onNotice: TrainingOptions["onNotice"];
  #file: EmbeddingsFile | undefined;
  #hasMany = false;
  #isFull = false;

  constructor({ checkpoint, onNotice }: Pick<TrainingOptions, "checkpoint" | "onNotice">) {
    this.#checkpoint = checkpoint;
    this.#onNotice = onNotice;
  }

  /** Returns an encoder that keeps what it embeds if it embeds many texts. Its dispose() does not close the given one. */
  of(encoder: Encoder): Encoder {
    return {
      identity: encoder.identity,
      background: encoder.background,
      ...optionalMethods(encoder),
      embed: async (texts, options) => {
        const isFirst = !this.#hasMany && new Set(texts).size > minKeptTexts;
        if (isFirst) await this.#start(encoder);
        if (!this.#hasMany) return encoder.embed(texts, options);
        return embedThrough(encoder, this.#keptFor(encoder, isFirst), texts, options);
      },
      async dispose() {},
    };
  }

  /** Ends the use of the file. @param isDone whether the training is complete, so that its embeddings are not needed again */
  async end(isDone: boolean): Promise<void> {
    if (isDone) await this.#file?.remove().catch(() => {});
    await this.#file?.release().catch(() => {});
    if (isDone && this.#checkpoint !== undefined) await removeEmbeddings(this.#checkpoint);
  }

  async #start(encoder: Encoder): Promise<void> {
    this.#hasMany = true;
    if (this.#checkpoint === undefined || keepsOnDisk(encoder)) return;
    this.#file = await claimEmbeddings(this.#checkpoint, encoder.identity.dimensions);
  }

  #keptFor(encoder: Encoder, isFirst: boolean): KeptVectors {
    return {
      blockTexts,
      // A fine-tuned encoder and the one that it was made from have different vectors in the same file.
      scope: encoder.identity.fingerprint,
      disk: {
        round: (vector) => roundTo("float16", vector),
        read: async (keys) => (await this.#file?.read(keys)) ?? new Map(),
        append: (vectors) => this.#append(vectors),
      },
      ...(isFirst && { onFound: (found, total) => this.#tell(found, total) }),
    };
  }

  /** The training itself needs no disk, so a full one does not end it. */
  async #append(vectors: Parameters<EmbeddingsFile["append"]>[0]): Promise<void> {
    try {
      if (!this.#isFull) await this.#file?.append(vectors);
    } catch {
      this.#isFull = true;
    }
  }

  #tell(found: number, total: number): void {
    if (found === 0) return;
    this.#onNotice?.(
      `Resumed: ${count(found)} of ${count(total)} texts were embedded by an earlier training that did not end.`,
    );
  }
}
