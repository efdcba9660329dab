import { z } from "zod";
import { mapConcurrent } from "../async/concurrency.ts";
import { type HttpRequest, readJson, sendRequest } from "../async/http.ts";
import { type Sleep, sleepByClock, withRetries } from "../async/retry.ts";
import {
  InputError,
  optionError,
  plainAddress,
  RemoteError,
  requireOptions,
  throwIfCancelled,
} from "../errors.ts";
import { sha256 } from "../files/sha256.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import type { EmbedOptions, EncoderIdentity, OpenedEncoder } from "./encoder.ts";
import { shortenRuns } from "./shorten-runs.ts";
import { sliceWhole } from "./text-pieces.ts";
import { isFiniteVector, scaleRowsToUnitLength } from "./unit-length.ts";
import { wellFormed } from "./well-formed.ts";

export interface RemoteEncoderOptions {
  /** The API's base address, "http://localhost:8080/v1"; "/embeddings" is added to it. */
  readonly url: string;
  /** The model's name, as the server knows it. */
  readonly model: string;
  readonly apiKey?: string;
  /** Asks the server for vectors of this length; without it the model's own is used. */
  readonly dimensions?: number;
  /** Texts a request. */
  readonly batchSize?: number;
  /**
   * Maximum number of characters of a text that are sent, default 32,768; the rest is not read. Long encoded runs, such as
   * base64, are cut to their beginning first.
   */
  readonly maxCharacters?: number;
  /** Requests under way at a time. */
  readonly concurrency?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: Sleep;
}

/** More than 4,096 tokens of text in most languages: servers refuse texts that are longer than their model reads. */
const defaultCharacters = 32_768;

/**
 * Opens an encoder behind an OpenAI-compatible `/v1/embeddings` interface. One text is embedded to learn the
 * length of its vectors.
 *
 * Failures that may pass (no connection, 429, 5xx) are retried up to five times. The encoder's fingerprint covers the
 * address and the model's name, for nothing else is known of it.
 * @throws InputError, RemoteError
 */
export async function openRemoteEncoder(options: RemoteEncoderOptions): Promise<OpenedEncoder> {
  const server = checkOptions(options);
  const [probe] = await server.ask(["a"], undefined);
  return new RemoteEncoder(server, probe.length);
}

function checkOptions(options: RemoteEncoderOptions): EmbeddingServer {
  requireOptions(options);
  const {
    url,
    model,
    dimensions,
    batchSize = 64,
    concurrency = 4,
    maxCharacters = defaultCharacters,
    apiKey,
  } = options;
  // Whatever else it is, it must not reach a message.
  if (apiKey !== undefined && !/^[!-~]+$/.test(apiKey)) {
    throw new InputError("The option apiKey must be ASCII without white space.");
  }
  if (typeof model !== "string" || model === "") throw optionError("model", "the name of a model", model);
  if (typeof url !== "string" || !URL.canParse(url) || !/^https?:/.test(url))
    throw optionError("url", "an http or https address", url);
  if (new URL(url).username !== "") {
    throw new InputError("The option url must hold no user name or password; give a key as apiKey.");
  }
  for (const [name, value] of Object.entries({ dimensions, batchSize, concurrency, maxCharacters })) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
      throw optionError(name, "a whole number, 1 or more", value);
    }
  }
  return new EmbeddingServer({ ...options, batchSize, concurrency, maxCharacters });
}

class RemoteEncoder implements OpenedEncoder {
  readonly identity: EncoderIdentity;
  readonly #server: EmbeddingServer;

  constructor(server: EmbeddingServer, dimensions: number) {
    const { url, model } = server.options;
    const address = plainAddress(url);
    this.#server = server;
    this.identity = {
      name: model,
      dimensions,
      fingerprint: sha256(JSON.stringify({ remote: address, model, dimensions })),
    };
  }

  async embed(texts: readonly string[], { onProgress, signal }: EmbedOptions = {}): Promise<Matrix> {
    throwIfCancelled(signal);
    const { batchSize, concurrency } = this.#server.options;
    const starts = Array.from({ length: Math.ceil(texts.length / batchSize) }, (_, i) => i * batchSize);
    const vectors = zeros(texts.length, this.identity.dimensions);
    let done = 0;
    const embedBatch = async (start: number, _: number, stop: AbortSignal) => {
      const batch = texts.slice(start, start + batchSize);
      const found = await this.#server.ask(batch, stop);
      for (const [i, vector] of found.entries()) {
        const row = rowOf(vectors, start + i);
        this.#server.refuseUnlike(vector, row.length);
        row.set(vector);
      }
      done += batch.length;
      onProgress?.({ stage: "embed", done, total: texts.length, unit: "texts" });
    };
    await mapConcurrent(starts, concurrency, embedBatch, signal);
    scaleRowsToUnitLength(vectors);
    return vectors;
  }

  charactersRead(text: string): number {
    return this.#server.readable(text).length;
  }

  async dispose(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}

const replySchema = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()).nonempty() })),
});

/** Room in a reply for a vector of 16,384 numbers, and for everything beside the vectors. A longer reply is stopped. */
const bytesPerVector = 512 * 1024;
const bytesBeside = 1024 * 1024;

type ServerOptions = RemoteEncoderOptions &
  Readonly<Record<"batchSize" | "concurrency" | "maxCharacters", number>>;

/** Characters of a text that are looked at: a longer one takes noticeable time even so. */
const maxLookedAt = 2_000_000;

/** The interface as OpenAI documents it: texts -> one vector each, which carries its text's index. */
class EmbeddingServer {
  readonly options: ServerOptions;

  constructor(options: ServerOptions) {
    this.options = options;
  }

  ask(texts: readonly string[], signal: AbortSignal | undefined): Promise<number[][]> {
    const { sleep = sleepByClock } = this.options;
    return withRetries(() => this.#askOnce(texts, signal), sleep, signal);
  }

  /** What is sent of a text. */
  readable(text: string): string {
    const { maxCharacters } = this.options;
    return sliceWhole(shortenRuns(sliceWhole(text, maxLookedAt)), maxCharacters);
  }

  refuseUnlike(vector: readonly number[], dimensions: number): void {
    if (vector.length !== dimensions) {
      throw this.#error(`gave a vector of ${vector.length} numbers where ${dimensions} were expected`);
    }
    if (!isFiniteVector(Float32Array.from(vector)))
      throw this.#error("gave a vector with numbers beyond float32");
  }

  async #askOnce(texts: readonly string[], signal: AbortSignal | undefined): Promise<number[][]> {
    const { model, dimensions, apiKey, fetch = globalThis.fetch } = this.options;
    // An empty input is refused by some servers; a space means as little.
    const input = texts.map((text) => wellFormed(this.readable(text)) || " ");
    const request: HttpRequest = {
      url: this.#endpoint,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model, input, encoding_format: "float", ...(dimensions && { dimensions }) }),
      fetch,
      signal,
      service: "The embedding server",
      secret: apiKey,
      maximumBytes: bytesBeside + texts.length * bytesPerVector,
      redirectRemedy: "Give the option url the address that the server has now",
    };
    const reply = replySchema.safeParse(await readJson(request, await sendRequest(request)));
    if (!reply.success) throw this.#error("did not answer as /v1/embeddings does");
    return this.#sortByIndex(reply.data.data, texts.length);
  }

  #sortByIndex(data: z.infer<typeof replySchema>["data"], count: number): number[][] {
    const vectors = new Map(data.map(({ index, embedding }) => [index, embedding]));
    const sorted = Array.from({ length: count }, (_, i) => vectors.get(i));
    if (data.length === count && sorted.every((vector) => vector !== undefined)) return sorted;
    throw this.#error(`gave ${data.length} vectors for ${count} texts, or not one each`);
  }

  get #endpoint(): string {
    const url = new URL(this.options.url);
    url.pathname = `${url.pathname.replace(/\/+$/, "").replace(/\/embeddings$/, "")}/embeddings`;
    return url.href;
  }

  #error(what: string): RemoteError {
    return new RemoteError(`The embedding server ${what}.`, plainAddress(this.#endpoint));
  }
}
