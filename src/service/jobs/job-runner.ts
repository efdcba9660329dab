import { CancelledError, InputError, type ProgressEvent, RetryableError } from "../../index.ts";
import type { WorkContext } from "../work-process.ts";
import { hasEnded, type Job, type JobStore } from "./job.ts";

export interface JobRunnerOptions {
  readonly store: JobStore;
  /** Number of jobs that run at the same time. More share the same processors. Default: 1 */
  readonly maxRunning?: number;
  /** Maximum number of jobs that wait. Default: 16 */
  readonly maxQueued?: number;
  /** Returns the sentence for the error of a job. */
  readonly describeError: (error: unknown) => string;
  /** Returns a new id. */
  readonly newId: () => string;
}

interface Work {
  readonly run: (context: WorkContext) => Promise<unknown>;
  readonly stop: AbortController;
}

/** Runs jobs one after the other, tells listeners what becomes of them, and cancels them. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #work = new Map<string, Work>();
  readonly #queue: string[] = [];
  readonly #listeners = new Set<(job: Job) => void>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /** Number of jobs that run or wait. */
  get open(): number {
    return this.#work.size;
  }

  /** Starts a job, or lets it wait for its turn. @throws RetryableError if too many jobs wait */
  submit(kind: string, subject: string, run: Work["run"]): Job {
    const { maxQueued = 16, newId } = this.#options;
    if (this.#queue.length >= maxQueued) {
      throw new RetryableError(
        `The maximum of ${maxQueued} jobs waits already; try again when one of them has ended.`,
      );
    }
    const id = newId();
    const job: Job = { id, kind, subject, state: "queued", createdAt: new Date().toISOString() };
    this.#work.set(id, { run, stop: new AbortController() });
    this.#queue.push(id);
    this.#change(job);
    this.#startNext();
    return this.get(id);
  }

  /** @throws InputError if there is no such job */
  get(id: string): Job {
    const job = this.#options.store.get(id);
    if (job === undefined) throw new InputError(`There is no job ${JSON.stringify(id)}.`);
    return job;
  }

  list(): readonly Job[] {
    return this.#options.store.list();
  }

  /** Stops a job. One that waits ends at once; one that runs ends at its next step. One that has ended stays as it is. */
  cancel(id: string): Job {
    const job = this.get(id);
    this.#work.get(id)?.stop.abort();
    const place = this.#queue.indexOf(id);
    if (place >= 0) {
      this.#queue.splice(place, 1);
      this.#end(job, { state: "cancelled" });
    }
    return this.get(id);
  }

  /**
   * Returns the states of a job, the present one first and the final one last. States that follow each other faster than
   * they are taken are left out.
   */
  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<Job, void, undefined> {
    let latest: Job | undefined = this.get(id);
    let wake = () => {};
    const listen = (job: Job) => {
      if (job.id !== id) return;
      latest = job;
      wake();
    };
    const stop = () => wake();
    this.#listeners.add(listen);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      while (!signal?.aborted) {
        const job = latest;
        latest = undefined;
        if (job !== undefined) {
          yield job;
          if (hasEnded(job)) return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      this.#listeners.delete(listen);
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Cancels all jobs, and waits until none runs. */
  async stop(): Promise<void> {
    for (const id of [...this.#work.keys()]) this.cancel(id);
    await Promise.all(this.#running);
  }

  #startNext(): void {
    const { maxRunning = 1 } = this.#options;
    while (this.#running.size < maxRunning) {
      const id = this.#queue.shift();
      if (id === undefined) return;
      const running = this.#run(id).finally(() => {
        this.#running.delete(running);
        this.#startNext();
      });
      this.#running.add(running);
    }
  }

  async #run(id: string): Promise<void> {
    const { run, stop } = this.#work.get(id)!;
    this.#change({ ...this.get(id), state: "running", startedAt: new Date().toISOString() });
    const onProgress = (progress: ProgressEvent) => this.#change({ ...this.get(id), progress });
    try {
      const result = await run({ signal: stop.signal, onProgress });
      this.#end(this.get(id), { state: "done", result });
    } catch (error) {
      const isCancelled = stop.signal.aborted && error instanceof CancelledError;
      this.#end(
        this.get(id),
        isCancelled ? { state: "cancelled" } : { state: "failed", error: this.#options.describeError(error) },
      );
    }
  }

  #end(job: Job, outcome: Pick<Job, "state" | "result" | "error">): void {
    this.#work.delete(job.id);
    this.#change({ ...job, ...outcome, endedAt: new Date().toISOString() });
  }

  #change(job: Job): void {
    this.#options.store.put(job);
    for (const listen of this.#listeners) listen(job);
  }
}
