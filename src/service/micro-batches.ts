import { availableParallelism } from "node:os";
import { CancelledError, type Classification, type ClassifyOptions, RetryableError } from "../index.ts";

/** How texts of concurrent requests are batched. */
export interface MicroBatchOptions {
  /**
   * Maximum number of texts per batch. Larger: answers come later. Smaller: more processor time per text; with the bundled
   * encoder 6.7 ms for one text, 4.6 ms for each of 8, and 4.7 ms for each of 16. Default: 32
   */
  readonly maxTexts?: number;
  /** A batch is full at this number of characters. Larger: short texts wait longer behind long ones. Default: 25,000 */
  readonly maxCharacters?: number;
  /**
   * Number of batches that are classified at the same time. Smaller: processors have nothing to do between two batches.
   * Default: one more than processors
   */
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
  isOver: boolean;
  resolve(found: Classification[]): void;
  reject(error: unknown): void;
}

/** A text of a request, by its place. */
interface Place {
  readonly request: Waiting;
  readonly index: number;
}

/** Suggested time, in milliseconds, after which to try again when too many texts wait. */
const retryAfterMilliseconds = 1000;

/** Number of texts that a batch needs before a further one is made for another processor. Smaller: more processor time per text. */
const fewTexts = 4;

/** Number of batches that are made of the oldest texts at a time. Larger: less padding, but a text may wait longer for its turn. */
const batchesPerTurn = 2;

/**
 * Classifies the texts of concurrent requests in common batches, because the encoder is faster with several texts at a
 * time. Nothing waits for further requests: a batch starts as soon as one of the batches in progress ends, with what has
 * arrived by then. Texts have their turn in the order of their requests, and each turn takes texts of every waiting
 * request, so that a long request does not hold up short ones. The texts of a turn are sorted by length and cut into
 * batches, because the encoder fills up short texts to the length of the longest one in the batch.
 */
export class MicroBatches {
  readonly #classify: Classify;
  readonly #options: Required<Omit<MicroBatchOptions, "onBatch">> & Pick<MicroBatchOptions, "onBatch">;
  #queue: Waiting[] = [];
  /** Batches whose turn has come. */
  #ready: (readonly Place[])[] = [];
  #waiting = 0;
  #running = 0;
  #isScheduled = false;

  constructor(classify: Classify, options: MicroBatchOptions = {}) {
    this.#classify = classify;
    const maxRunning = availableParallelism() + 1;
    this.#options = { maxTexts: 32, maxCharacters: 25_000, maxRunning, maxWaiting: 20_000, ...options };
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
    if (signal?.aborted) throw cancelled(signal);
    if (texts.length === 0) return [];
    if (this.#waiting > 0 && this.#waiting + texts.length > this.#options.maxWaiting) {
      throw new RetryableError("Too many texts wait to be classified; try again in a second.", {
        retryAfterMilliseconds,
      });
    }
    return new Promise((resolve, reject) => {
      const key = JSON.stringify(options);
      const state = { found: [], taken: 0, done: 0, isOver: false };
      const request = { texts, options, key, ...state, resolve, reject };
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
      while (this.#running < this.#options.maxRunning) {
        if (this.#ready.length === 0) this.#ready = this.#takeTurn();
        const places = this.#ready.shift()?.filter(({ request }) => !request.isOver);
        if (places === undefined) return;
        if (places.length > 0) void this.#runBatch(places);
      }
    });
  }

  async #runBatch(places: readonly Place[]): Promise<void> {
    const [{ request }] = places;
    this.#running++;
    this.#options.onBatch?.(places.length);
    try {
      const texts = places.map(({ request: { texts }, index }) => texts[index]);
      const found = await this.#classify(texts, request.options);
      for (const [i, place] of places.entries()) this.#keep(place, found[i]);
    } catch (error) {
      for (const place of places) this.#fail(place.request, error);
    } finally {
      this.#running--;
      this.#schedule();
    }
  }

  /** Takes the next texts with the options of the first request, and cuts them into batches of similar length. */
  #takeTurn(): Place[][] {
    const [first] = this.#queue;
    if (first === undefined) return [];
    const places = this.#takePlaces(first.key);
    this.#waiting -= places.length;
    const lengthOf = ({ request, index }: Place) => request.texts[index].length;
    places.sort((a, b) => lengthOf(a) - lengthOf(b));
    const { maxTexts, maxRunning, maxCharacters } = this.#options;
    const free = maxRunning - this.#running;
    const size = Math.min(maxTexts, Math.max(fewTexts, Math.ceil(places.length / free)));
    const batches: Place[][] = [];
    let characters = 0;
    for (const place of places) {
      const isFull = batches.length === 0 || batches.at(-1)!.length >= size || characters >= maxCharacters;
      if (isFull) [characters] = [0, batches.push([])];
      batches.at(-1)!.push(place);
      characters += lengthOf(place);
    }
    return batches;
  }

  /** Takes texts of the requests with these options, first an equal share of each, then in their order. */
  #takePlaces(key: string): Place[] {
    const maxTexts = this.#options.maxTexts * batchesPerTurn;
    const maxCharacters = this.#options.maxCharacters * batchesPerTurn;
    const requests = this.#queue.filter((request) => request.key === key);
    const equalShare = Math.max(1, Math.floor(maxTexts / requests.length));
    const places: Place[] = [];
    let characters = 0;
    for (const limit of [equalShare, maxTexts]) {
      for (const request of requests) {
        const end = Math.min(request.texts.length, request.taken + limit);
        while (request.taken < end && places.length < maxTexts && characters < maxCharacters) {
          const index = request.taken++;
          characters += request.texts[index].length;
          places.push({ request, index });
        }
      }
    }
    // Requests that are not finished go behind the others, so that other options get their turn.
    const rest = this.#queue.filter(({ taken, texts }) => taken < texts.length);
    this.#queue = [...rest.filter((each) => each.key !== key), ...rest.filter((each) => each.key === key)];
    return places;
  }

  #keep({ request, index }: Place, found: Classification): void {
    request.found[index] = found;
    request.done++;
    if (request.done < request.texts.length || request.isOver) return;
    request.isOver = true;
    request.resolve(request.found);
  }

  /** Ends a request with an error. Those of its texts that are classified now are classified for nothing. */
  #fail(request: Waiting, error: unknown): void {
    if (request.isOver) return;
    request.isOver = true;
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
