import { z } from "zod";
import { mapConcurrent } from "../async/concurrency.ts";
import { type HttpRequest, readJson, sendRequest } from "../async/http.ts";
import { type Sleep, sleepByClock, withRetries } from "../async/retry.ts";
import { InputError, optionError, plainAddress, RemoteError, throwIfCancelled } from "../errors.ts";
import { sha256 } from "../files/sha256.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { type OptionNames, requireOptions } from "../options/known-options.ts";
import type { EmbedOptions, EncoderIdentity, OpenedEncoder } from "./encoder.ts";
import { shortenRuns } from "./shorten-runs.ts";
import { sliceWhole } from "./text-pieces.ts";
import { isFiniteVector, scaleRowsToUnitLength } from "./unit-length.ts";
import { wellFormed } from "./well-formed.ts";

/** How to reach an embedding server. */
export interface RemoteEncoderOptions {
  /** Base address of the API, such as "http://localhost:8080/v1". "/embeddings" is appended. */
  readonly url: string;
  /** Name of the encoder on the server. */
  readonly model: string;
  /** Sent to the server as a bearer token. */
  readonly apiKey?: string;
  /** Length of the vectors that the server is asked for. Default: the encoder's own */
  readonly dimensions?: number;
  /** Number of texts per request. Default: 64 */
  readonly batchSize?: number;
  /**
   * Maximum number of characters of a text that are sent; the rest is not read. Long encoded runs, such as base64, are
   * cut to their beginning first. Default: 32,768
   */
  readonly maxCharacters?: number;
  /** Maximum number of requests at the same time. Default: 4 */
  readonly concurrency?: number;
  /** Default: the global fetch. */
  readonly fetch?: typeof globalThis.fetch;
  /** Waits between two attempts; for tests. */
  readonly sleep?: Sleep;
}

/** More than 4,096 tokens in most languages. Larger: servers reject texts that are longer than their encoder reads. */
const defaultCharacters = 32_768;

/**
 * Opens an encoder behind an OpenAI-compatible `/v1/embeddings` interface. It embeds one text to find the length of the
 * vectors.
 *
 * Requests that fail without a connection or with status 429 or 5xx are tried up to five times. The encoder's fingerprint
 * covers the address, the encoder's name and the length of its vectors only.
 * @throws InputError if an option is invalid; RemoteError if the server fails or answers with something else
 * @example
 * const encoder = await openRemoteEncoder({ url: "http://localhost:8080/v1", model: "bge-m3" });
 * const classifier = await train({ encoder, classes });
 */
export async function openRemoteEncoder(options: RemoteEncoderOptions): Promise<OpenedEncoder> {
  const server = checkOptions(options);
  const [probe] = await server.embed(["a"], undefined);
  return new RemoteEncoder(server, probe.length);
}

const remoteEncoderOptionNames = {
  ...{ url: true, model: true, apiKey: true, dimensions: true, batchSize: true, maxCharacters: true },
  ...{ concurrency: true, fetch: true, sleep: true },
} satisfies OptionNames<RemoteEncoderOptions>;

function checkOptions(options: RemoteEncoderOptions): EmbeddingServer {
  requireOptions(options, remoteEncoderOptionNames);
  const {
    url,
    model,
    dimensions,
    batchSize = 64,
    concurrency = 4,
    maxCharacters = defaultCharacters,
    apiKey,
  } = options;
  // The key itself must not be in a message.
  if (apiKey !== undefined && !/^[!-~]+$/.test(apiKey)) {
    throw new InputError("The option apiKey must be ASCII without white space.");
  }
  if (typeof model !== "string" || model === "")
    throw optionError("model", "the name of an encoder on the server", model);
  if (typeof url !== "string" || !URL.canParse(url) || !/^https?:/.test(url))
    throw optionError("url", "an http or https address", url);
  if (new URL(url).username !== "") {
    throw new InputError(
      "The option url must not contain a user name or password; give a key as the option apiKey.",
    );
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
      const found = await this.#server.embed(batch, stop);
      for (const [i, vector] of found.entries()) {
        const row = rowOf(vectors, start + i);
        this.#server.checkVector(vector, row.length);
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

/** Maximum size of a reply: bytes per vector (enough for 16,384 numbers) and beside the vectors. Larger replies are rejected. */
const bytesPerVector = 512 * 1024;
const bytesBeside = 1024 * 1024;

type ServerOptions = RemoteEncoderOptions &
  Readonly<Record<"batchSize" | "concurrency" | "maxCharacters", number>>;

/** Maximum number of characters in which long runs are searched. Larger: very long texts take noticeable time. */
const maxSearched = 2_000_000;

/** Client of the interface that OpenAI documents: texts -> one vector each, which has its text's index. */
class EmbeddingServer {
  readonly options: ServerOptions;

  constructor(options: ServerOptions) {
    this.options = options;
  }

  embed(texts: readonly string[], signal: AbortSignal | undefined): Promise<number[][]> {
    const { sleep = sleepByClock } = this.options;
    return withRetries(() => this.#requestOnce(texts, signal), sleep, signal);
  }

  /** Returns the part of a text that is sent. */
  readable(text: string): string {
    const { maxCharacters } = this.options;
    return sliceWhole(shortenRuns(sliceWhole(text, maxSearched)), maxCharacters);
  }

  checkVector(vector: readonly number[], dimensions: number): void {
    if (vector.length !== dimensions) {
      throw this.#error(`returned a vector of ${vector.length} numbers instead of ${dimensions}`);
    }
    if (!isFiniteVector(Float32Array.from(vector)))
      throw this.#error("returned a vector with numbers beyond float32");
  }

  async #requestOnce(texts: readonly string[], signal: AbortSignal | undefined): Promise<number[][]> {
    const { model, dimensions, apiKey, fetch = globalThis.fetch } = this.options;
    // Some servers reject an empty input; a space has no meaning either.
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
      redirectRemedy: "Set the option url to the new address of the server",
    };
    const reply = replySchema.safeParse(await readJson(request, await sendRequest(request)));
    if (!reply.success) throw this.#error("did not answer as /v1/embeddings does");
    return this.#sortByIndex(reply.data.data, texts.length);
  }

  #sortByIndex(data: z.infer<typeof replySchema>["data"], count: number): number[][] {
    const vectors = new Map(data.map(({ index, embedding }) => [index, embedding]));
    const sorted = Array.from({ length: count }, (_, i) => vectors.get(i));
    if (data.length === count && sorted.every((vector) => vector !== undefined)) return sorted;
    throw this.#error(`returned ${data.length} vectors for ${count} texts, or not one per text`);
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
