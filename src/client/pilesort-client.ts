import { readEvents } from "./events.ts";
import { batchesInOrder } from "./in-order.ts";
import { type CallOptions, type ClientOptions, Transport } from "./transport.ts";
import type {
  Answer,
  ClassifyRequest,
  Corrected,
  Correction,
  Evaluation,
  EvaluationRow,
  Explanation,
  GenerateRequest,
  Job,
  ModelCard,
  ModelSummary,
  TrainRequest,
} from "./types.ts";

export type { ClientOptions } from "./transport.ts";

/** Options of an answer. */
export interface ClassifyOptions extends Omit<ClassifyRequest, "text" | "texts">, CallOptions {}

/** How a stream is sent. */
export interface StreamOptions extends ClassifyOptions {
  /** Number of texts per request. Default: 64 */
  readonly batchSize?: number;
  /** Number of requests on the way at the same time. Default: 2 */
  readonly concurrency?: number;
}

/** An answer together with the item that it is for. */
export interface StreamedAnswer<Item> {
  readonly item: Item;
  readonly answer: Answer;
}

/**
 * Uses a server that `pilesort serve` started. Works where fetch works: in Node, in browsers and in workers.
 * @example
 * const client = new PilesortClient({ url: "http://127.0.0.1:8000" });
 * (await client.classify("mail", "Where is my parcel?")).prediction; // "delivery"
 */
export class PilesortClient {
  readonly #transport: Transport;

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
  }

  /**
   * Classifies one text or several with a model of the server.
   * @returns one answer for a text; for a list, one per text in the same order
   * @throws RequestError, ServerError, ConnectionError
   * @example const [first] = await client.classify("mail", ["Where is my parcel?"], { none: true });
   */
  classify(model: string, text: string, options?: ClassifyOptions): Promise<Answer>;
  classify(model: string, texts: readonly string[], options?: ClassifyOptions): Promise<Answer[]>;
  async classify(
    model: string,
    given: string | readonly string[],
    { signal, ...options }: ClassifyOptions = {},
  ): Promise<Answer | Answer[]> {
    const body = { ...(typeof given === "string" ? { text: given } : { texts: given }), ...options };
    const reply = await this.#transport.json<{ answer: Answer; answers: Answer[] }>(
      pathOf(model, "classify"),
      {
        body,
        signal,
        isRepeatable: true,
      },
    );
    return typeof given === "string" ? reply.answer : reply.answers;
  }

  /**
   * Classifies a stream of any length: texts, or objects with a field `text`. Texts are read only as fast as answers are
   * taken.
   * @returns the answers in the order of the items, each with its item
   * @throws as classify; an error of the source
   * @example for await (const { item, answer } of client.classifyStream("mail", texts)) console.log(item, answer.prediction);
   */
  async *classifyStream<Item extends string | { readonly text: string }>(
    model: string,
    items: Iterable<Item> | AsyncIterable<Item>,
    { batchSize: size = 64, concurrency = 2, ...options }: StreamOptions = {},
  ): AsyncGenerator<StreamedAnswer<Item>, void, undefined> {
    const send = (batch: readonly Item[]) => {
      const texts = batch.map((item) => (typeof item === "string" ? item : item.text));
      return this.classify(model, texts, options);
    };
    for await (const { item, result } of batchesInOrder(items, { size, concurrency }, send))
      yield { item, answer: result };
  }

  /** Explains the answer to a text. */
  explain(
    model: string,
    text: string,
    { signal, ...options }: { none?: boolean; threshold?: number; nearest?: number } & CallOptions = {},
  ): Promise<Explanation> {
    return this.#transport.json(pathOf(model, "explain"), {
      body: { text, ...options },
      signal,
      isRepeatable: true,
    });
  }

  /** Lists the models of the server. */
  async models(options?: CallOptions): Promise<ModelSummary[]> {
    return (await this.#get<{ models: ModelSummary[] }>("/v1/models", options)).models;
  }

  /** Describes a model: classes, examples, versions, training. */
  model(name: string, options?: CallOptions): Promise<ModelCard> {
    return this.#get(pathOf(name), options);
  }

  /** Loads a folder of models as the next version of a model. @param folder default: the one that it was loaded from */
  load(model: string, folder?: string, options?: CallOptions): Promise<ModelCard> {
    return this.#transport.json(pathOf(model, "load"), { body: { folder }, ...options });
  }

  /**
   * Uploads a zip of a model folder as the next version of a model, or as a new model.
   * @example await client.upload("mail", await openAsBlob("mail.zip"));
   */
  upload(model: string, zip: Blob | Uint8Array<ArrayBuffer>, options?: CallOptions): Promise<ModelCard> {
    const content = { type: "application/zip", data: zip };
    return this.#transport.json(pathOf(model), { method: "PUT", content, ...options });
  }

  /** Has an earlier version answer again. @param version default: the one before the current version */
  rollback(model: string, version?: number, options?: CallOptions): Promise<ModelCard> {
    return this.#transport.json(pathOf(model, "rollback"), { body: { version }, ...options });
  }

  /** Corrects answers at once, without training. The corrections are saved when the promise is fulfilled. */
  correct(
    model: string,
    corrections: readonly Correction[],
    { signal, ...options }: { pin?: boolean; acceptNewLabels?: boolean } & CallOptions = {},
  ): Promise<Corrected> {
    return this.#transport.json(pathOf(model, "corrections"), { body: { corrections, ...options }, signal });
  }

  /** Lists all corrections of a model, the oldest first. */
  async corrections(model: string, options?: CallOptions): Promise<Record<string, unknown>[]> {
    const path = pathOf(model, "corrections");
    return (await this.#get<{ corrections: Record<string, unknown>[] }>(path, options)).corrections;
  }

  /** Takes a correction back. @param number its number in the history */
  undoCorrection(model: string, number: number, options?: CallOptions): Promise<Corrected> {
    return this.#transport.json(pathOf(model, `corrections/${number}`), { method: "DELETE", ...options });
  }

  /** Evaluates a model on labeled texts. */
  evaluate(
    model: string,
    rows: readonly EvaluationRow[],
    { signal, ...options }: { none?: boolean; threshold?: number } & CallOptions = {},
  ): Promise<Evaluation> {
    return this.#transport.json(pathOf(model, "evaluate"), {
      body: { rows, ...options },
      signal,
      isRepeatable: true,
    });
  }

  /** Starts to evaluate a model on labeled texts as a job, whose result is that of `evaluate`. */
  startEvaluation(
    model: string,
    rows: readonly EvaluationRow[],
    { signal, ...options }: { none?: boolean; threshold?: number } & CallOptions = {},
  ): Promise<Job> {
    return this.#transport.json(pathOf(model, "evaluations"), { body: { rows, ...options }, signal });
  }

  /** Starts to train a model again with more classes or examples, or a new one. Watch the job until it ends. */
  train(model: string, request: TrainRequest = {}, options?: CallOptions): Promise<Job> {
    return this.#transport.json(pathOf(model, "train"), { body: request, ...options });
  }

  /** Starts to generate examples with the server's language model, and to train with them. */
  generate(model: string, request: GenerateRequest = {}, options?: CallOptions): Promise<Job> {
    return this.#transport.json(pathOf(model, "generate"), { body: request, ...options });
  }

  /** Lists the jobs, the latest first. */
  async jobs(options?: CallOptions): Promise<Job[]> {
    return (await this.#get<{ jobs: Job[] }>("/v1/jobs", options)).jobs;
  }

  /** Returns a job with its progress or result. */
  job(id: string, options?: CallOptions): Promise<Job> {
    return this.#get(`/v1/jobs/${encodeURIComponent(id)}`, options);
  }

  /** Cancels a job. A job that runs ends at its next step. */
  cancel(id: string, options?: CallOptions): Promise<Job> {
    return this.#transport.json(`/v1/jobs/${encodeURIComponent(id)}/cancel`, { body: {}, ...options });
  }

  /**
   * Watches a job until it ends. The last state is "done", "failed" or "cancelled".
   * @example for await (const job of client.watch(id)) console.log(job.state, job.progress);
   */
  async *watch(id: string, options: CallOptions = {}): AsyncGenerator<Job, void, undefined> {
    yield* readEvents<Job>(await this.#transport.send(`/v1/jobs/${encodeURIComponent(id)}/events`, options));
  }

  #get<Reply>(path: string, options: CallOptions = {}): Promise<Reply> {
    return this.#transport.json(path, { ...options, isRepeatable: true });
  }
}

function pathOf(model: string, rest?: string): string {
  return `/v1/models/${encodeURIComponent(model)}${rest === undefined ? "" : `/${rest}`}`;
}
