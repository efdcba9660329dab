import { CancelledError } from "../../index.ts";

/** Whether a server is stopping, and which requests it still works on. The app and its listener share one. */
export class Lifecycle {
  readonly #stopping = new AbortController();
  readonly #running = new Set<AbortController>();

  /** Fires when the server begins to stop. Streams without an end, such as those of events, end then. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Number of requests in progress, with those whose answer is still sent. */
  get running(): number {
    return this.#running.size;
  }

  /** Registers a request. @returns the function that ends it */
  enter(request: AbortController): () => void {
    this.#running.add(request);
    return () => {
      this.#running.delete(request);
    };
  }

  /** Begins to stop: requests in progress go on. */
  beginStop(): void {
    this.#stopping.abort();
  }

  /** Stops the work of all requests in progress. */
  abortRunning(): void {
    for (const request of this.#running) request.abort(new CancelledError("The server stops."));
  }
}
