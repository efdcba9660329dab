import { CancelledError, type Classification, type ClassifyOptions, RetryableError } from "../index.ts";

/** How texts of concurrent requests are batched. */
export interface MicroBatchOptions {
  /** Maximum number of texts per batch. Larger: short requests wait longer behind long ones. Default: 64 */
  readonly maxTexts?: number;
  /** A batch is full at this number of characters. Larger: short texts wait longer behind long ones. Default: 50,000 */
  readonly maxCharacters?: number;
  /** Number of batches that are classified at the same time. With two, one is prepared while the other is embedded. Default: 2 */
  readonly maxRunning?: number;
  /** Maximum number of texts that wait. Larger: more memory, and later answers. Default: 20,000 */
  readonly maxWaiting?: number;
  /** Called with the number of texts of each batch. */
  readonly onBatch?: (texts: number) => void;
}

type Classify = (texts: readonly string[], options: ClassifyOptions) => Promise<Classification[]>;

/** A request whose texts are not all classified yet. */
interface Waiting {
  readonly texts: readonly string[];
  readonly options: ClassifyOptions;
  /** The options as text: texts with equal options are classified together. */
  readonly key: string;
  readonly found: Classification[];
  /** Number of texts that are in a batch or classified. */
  taken: number;
  done: number;
  resolve(found: Classification[]): void;
  reject(error: unknown): void;
}

/** A part of a request that is in a batch. */
interface Share {
  readonly request: Waiting;
  readonly start: number;
  readonly count: number;
}

/** Suggested time, in milliseconds, after which to try again when too many texts wait. */
const retryAfterMilliseconds = 1000;

/**
 * Classifies the texts of concurrent requests in common batches, because the encoder is faster with several texts at a
 * time. Nothing waits for further requests: a batch starts as soon as one of the batches in progress ends, with what has
 * arrived by then. Each batch takes texts of every waiting request, so a long request does not hold up short ones.
 */
export class MicroBatches {
  readonly #classify: Classify;
  readonly #options: Required<Omit<MicroBatchOptions, "onBatch">> & Pick<MicroBatchOptions, "onBatch">;
  #queue: Waiting[] = [];
  #waiting = 0;
  #running = 0;
  #isScheduled = false;

  constructor(classify: Classify, options: MicroBatchOptions = {}) {
    this.#classify = classify;
    this.#options = { maxTexts: 64, maxCharacters: 50_000, maxRunning: 2, maxWaiting: 20_000, ...options };
  }

  /** Number of texts that are in no batch yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Classifies texts together with those of other calls.
   * @throws RetryableError if too many texts wait; CancelledError; the errors of classify
   */
  async classify(
    texts: readonly string[],
    options: ClassifyOptions = {},
    signal?: AbortSignal,
  ): Promise<Classification[]> {
    if (signal?.aborted) throw new CancelledError("Stopped on request.", { cause: signal.reason });
    if (texts.length === 0) return [];
    if (this.#waiting > 0 && this.#waiting + texts.length > this.#options.maxWaiting) {
      throw new RetryableError("Too many texts wait to be classified; try again in a second.", {
        retryAfterMilliseconds,
      });
    }
    return new Promise((resolve, reject) => {
      const key = JSON.stringify(options);
      const request = { texts, options, key, found: [], taken: 0, done: 0, resolve, reject };
      this.#queue.push(request);
      this.#waiting += texts.length;
      signal?.addEventListener("abort", () => this.#fail(request, cancelled(signal)), { once: true });
      this.#schedule();
    });
  }

  /** Starts batches after the current turn of the event loop, so that requests that arrive together are batched. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      while (this.#queue.length > 0 && this.#running < this.#options.maxRunning) void this.#runBatch();
    });
  }

  async #runBatch(): Promise<void> {
    const shares = this.#takeShares();
    const [{ request }] = shares;
    const texts = shares.flatMap((share) =>
      share.request.texts.slice(share.start, share.start + share.count),
    );
    this.#running++;
    this.#waiting -= texts.length;
    this.#options.onBatch?.(texts.length);
    try {
      const found = await this.#classify(texts, request.options);
      let at = 0;
      for (const share of shares) {
        this.#keep(share, found.slice(at, at + share.count));
        at += share.count;
      }
    } catch (error) {
      for (const share of shares) this.#fail(share.request, error);
    } finally {
      this.#running--;
      this.#schedule();
    }
  }

  /** Takes texts of the requests with the options of the first one, first an equal share of each, then in their order. */
  #takeShares(): Share[] {
    const { maxTexts, maxCharacters } = this.#options;
    const [{ key }] = this.#queue;
    const requests = this.#queue.filter((request) => request.key === key);
    const equalShare = Math.max(1, Math.floor(maxTexts / requests.length));
    const counts = new Map<Waiting, number>();
    let [texts, characters] = [0, 0];
    for (const limit of [equalShare, maxTexts]) {
      for (const request of requests) {
        let count = counts.get(request) ?? 0;
        const isFull = () => texts === maxTexts || characters >= maxCharacters;
        while (count < limit && request.taken + count < request.texts.length && !isFull()) {
          characters += request.texts[request.taken + count].length;
          texts++;
          count++;
        }
        counts.set(request, count);
      }
    }
    const shares = [...counts].filter(([, count]) => count > 0);
    const taken = shares.map(([request, count]): Share => {
      request.taken += count;
      return { request, start: request.taken - count, count };
    });
    // Requests that are not finished go behind the others, so that other options get their turn.
    const rest = this.#queue.filter(({ taken, texts }) => taken < texts.length);
    this.#queue = [...rest.filter((each) => each.key !== key), ...rest.filter((each) => each.key === key)];
    return taken;
  }

  #keep({ request, start, count }: Share, found: readonly Classification[]): void {
    for (let i = 0; i < count; i++) request.found[start + i] = found[i];
    request.done += count;
    if (request.done === request.texts.length) request.resolve(request.found);
  }

  /** Ends a request with an error. Those of its texts that are in a batch are classified for nothing. */
  #fail(request: Waiting, error: unknown): void {
    if (this.#queue.includes(request)) {
      this.#queue = this.#queue.filter((each) => each !== request);
      this.#waiting -= request.texts.length - request.taken;
    }
    request.reject(error);
  }
}

function cancelled({ reason }: AbortSignal): CancelledError {
  return new CancelledError("Stopped on request.", { cause: reason });
}
