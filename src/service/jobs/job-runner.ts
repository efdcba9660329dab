import { CancelledError, InputError } from "../../index.ts";
import { Throttle } from "../throttle.ts";
import {
  hasEnded,
  type Job,
  type JobChange,
  type JobContext,
  type JobProgress,
  type JobStore,
  type JobWork,
  type NewJob,
  TooManyJobsError,
} from "./job.ts";

export interface JobRunnerOptions {
  readonly store: JobStore;
  /** Number of jobs that run at the same time. More share the same processors. Default: 1 */
  readonly maxRunning?: number;
  /** Maximum number of jobs that wait. Default: 16 */
  readonly maxQueued?: number;
  /** Says why no further job is taken. */
  readonly fullMessage?: string;
  /** Milliseconds between two reports of progress. Smaller: more events and writes. Default: 0 */
  readonly progressMilliseconds?: number;
  /** Returns the sentence for the error of a job. */
  readonly describeError: (error: unknown) => string;
  /** Called with a job after each change. */
  readonly onChange?: (job: Job) => void;
}

/** The work of a job that waits or runs. */
interface OpenWork {
  readonly run: JobWork;
  readonly cancel: AbortController;
  readonly finish: AbortController;
}

/**
 * Runs jobs one after the other, tells listeners what becomes of them, and stops them. Where jobs are kept is the matter of
 * the store. Each change is stored before anybody hears of it.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #open = new Map<string, OpenWork>();
  readonly #queue: string[] = [];
  readonly #listeners = new Set<(job: Job) => void>();
  readonly #running = new Set<Promise<void>>();
  /** Changes are stored in their order. */
  #changes: Promise<unknown> = Promise.resolve();
  /** Number of jobs that are taken and not in the store yet. */
  #arriving = 0;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    if (options.onChange !== undefined) this.#listeners.add(options.onChange);
  }

  /** Number of jobs that run or wait. */
  get open(): number {
    return this.#open.size + this.#arriving;
  }

  /** Starts a job, or lets it wait for its turn. @throws TooManyJobsError if too many jobs wait */
  submit(job: NewJob, run: JobWork): Promise<Job> {
    return this.#take(() => this.#options.store.add(job), run);
  }

  /** Begins a job that has ended again. One that waits or runs stays as it is. @throws InputError, TooManyJobsError */
  async resume(id: string, run: JobWork): Promise<Job> {
    const job = await this.#require(id);
    if (!hasEnded(job) || this.#open.has(id)) return job;
    const none = { startedAt: undefined, endedAt: undefined, progress: undefined };
    const change: JobChange = { ...none, result: undefined, error: undefined, state: "queued" };
    return this.#take(() => this.#change(id, change), run);
  }

  /** Returns a job. */
  get(id: string): Promise<Job | undefined> {
    return this.#options.store.get(id);
  }

  list(): Promise<readonly Job[]> {
    return this.#options.store.list();
  }

  /**
   * Stops a job. One that waits ends at once; one that runs ends at its next step. One that has ended stays as it is.
   * @param how "finish": the work ends early and keeps what it has, if it can. Default: "cancel"
   * @throws InputError if there is no such job
   */
  async stop(id: string, how: "cancel" | "finish" = "cancel"): Promise<Job> {
    const work = this.#open.get(id);
    const place = this.#queue.indexOf(id);
    if (place >= 0) {
      this.#queue.splice(place, 1);
      this.#open.delete(id);
      return this.#change(id, { state: "cancelled", endedAt: now() });
    }
    const told = work && this.#change(id, { state: "stopping" });
    work?.[how].abort();
    return (await told) ?? this.#require(id);
  }

  /**
   * Returns the states of a job, the present one first and the final one last. States that follow each other faster than
   * they are taken are left out.
   */
  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<Job, void, undefined> {
    let latest: Job | undefined;
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
      const present = await this.#require(id);
      latest ??= present;
      while (!signal?.aborted) {
        const job: Job | undefined = latest;
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

  /** Waits until no job runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Cancels all jobs, and waits until none runs. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.stop(id)));
    await this.idle();
  }

  /** Takes a job if there is room, and starts it if it is its turn. */
  async #take(store: () => Promise<Job>, run: JobWork): Promise<Job> {
    const { maxRunning = 1, maxQueued = 16 } = this.#options;
    const {
      fullMessage = `The maximum of ${maxQueued} jobs waits already; try again when one of them has ended.`,
    } = this.#options;
    if (this.open >= maxRunning + maxQueued) throw new TooManyJobsError(fullMessage);
    this.#arriving++;
    let id: string;
    try {
      ({ id } = await store());
      if (this.#open.has(id)) return await this.#require(id);
      this.#open.set(id, { run, cancel: new AbortController(), finish: new AbortController() });
      this.#queue.push(id);
    } finally {
      this.#arriving--;
    }
    await this.#startNext();
    return this.#require(id);
  }

  /** @throws InputError if there is no such job */
  async #require(id: string): Promise<Job> {
    const job = await this.#options.store.get(id);
    if (job === undefined) throw new InputError(`There is no job ${JSON.stringify(id)}.`);
    return job;
  }

  /** Starts the jobs whose turn it is. @returns when the store knows that they run */
  async #startNext(): Promise<void> {
    const { maxRunning = 1 } = this.#options;
    const started: Promise<unknown>[] = [];
    while (this.#running.size < maxRunning && this.#queue.length > 0) {
      started.push(this.#start(this.#queue.shift()!));
    }
    await Promise.all(started);
  }

  #start(id: string): Promise<Job> {
    const work = this.#open.get(id)!;
    const started = this.#change(id, { state: "running", startedAt: now() });
    const running: Promise<void> = started
      .then(() => this.#run(id, work))
      // A store that fails: the caller of submit() gets the error of its start.
      .catch(() => {})
      .finally(() => {
        if (this.#open.get(id) === work) this.#open.delete(id);
        this.#running.delete(running);
        this.#startNext().catch(() => {});
      });
    this.#running.add(running);
    return started;
  }

  async #run(id: string, { run, cancel, finish }: OpenWork): Promise<void> {
    let progress: JobProgress | undefined;
    const report = new Throttle(() => {
      this.#change(id, { progress }).catch(() => {});
    }, this.#options.progressMilliseconds ?? 0);
    const onProgress = (latest: JobProgress) => {
      progress = latest;
      report.request();
    };
    const outcome = await this.#outcomeOf(run, { signal: cancel.signal, finish: finish.signal, onProgress });
    report.stop();
    this.#open.delete(id);
    await this.#change(id, { ...outcome, ...(progress !== undefined && { progress }), endedAt: now() });
  }

  async #outcomeOf(run: JobWork, context: JobContext): Promise<JobChange> {
    try {
      return { state: "done", result: await run(context) };
    } catch (error) {
      if (context.signal.aborted && error instanceof CancelledError) return { state: "cancelled" };
      return { state: "failed", error: this.#options.describeError(error) };
    }
  }

  /** Stores a change after those before it, and tells everybody. */
  #change(id: string, change: JobChange): Promise<Job> {
    const changed = this.#changes.then(async () => {
      const job = await this.#options.store.update(id, change);
      for (const listen of this.#listeners) listen(job);
      return job;
    });
    this.#changes = changed.catch(() => {});
    return changed;
  }
}

function now(): string {
  return new Date().toISOString();
}
