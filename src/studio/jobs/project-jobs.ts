import { CancelledError, PilesortError } from "../../index.ts";
import { Throttle } from "../../service/throttle.ts";
import type { Database } from "../../store/database.ts";
import { addJob, interruptJobs, jobById, type StoredJob, updateJob } from "../../store/job-table.ts";
import type { StartJob, StopJob } from "../contract.ts";
import { evaluateJob } from "./evaluate-job.ts";
import { generateJob } from "./generate-job.ts";
import { type JobContext, type JobResult, progressOf } from "./job-work.ts";
import { trainJob } from "./train-job.ts";

/** A job that runs. */
interface RunningJob {
  readonly id: number;
  readonly cancel: AbortController;
  readonly finish: AbortController;
  readonly done: Promise<void>;
}

interface JobsParts extends Omit<JobContext, "signal" | "finish" | "key" | "onProgress"> {
  /** Called when a job changed. */
  readonly onChange: (job: StoredJob) => void;
}

/** Thrown if another job runs already. */
export class BusyError extends Error {
  override readonly name = "BusyError";
}

/** Milliseconds between two reports of progress. Smaller: more events and writes. */
const progressMilliseconds = 500;

/** Runs the jobs of a project, one at a time. */
export class ProjectJobs {
  readonly #parts: JobsParts;
  #running: RunningJob | undefined;

  constructor(parts: JobsParts) {
    this.#parts = parts;
  }

  /** Starts a job. @throws BusyError */
  async start(request: StartJob): Promise<StoredJob> {
    this.#requireIdle();
    const { key, stored } = withoutKey(request);
    const job = await addJob(this.#database, {
      kind: request.kind,
      title: titleOf(request),
      request: stored,
    });
    return this.#begin(job, stored, key);
  }

  /** Runs a job again that was stopped, has failed or was interrupted. @throws BusyError, NotFoundError */
  async resume(id: number, key: string | undefined): Promise<StoredJob> {
    const job = await jobById(this.#database, id);
    if (job.state === "running" || job.state === "stopping" || job.state === "waiting") return job;
    this.#requireIdle();
    return this.#begin(job, JSON.parse(job.request), key);
  }

  /** Stops a job that runs. @returns the job, which may still be stopping */
  async stop(id: number, how: NonNullable<StopJob["how"]>): Promise<StoredJob> {
    const running = this.#running;
    if (running?.id === id) {
      await this.#update(id, { state: "stopping" });
      (how === "finish" ? running.finish : running.cancel).abort();
    }
    return jobById(this.#database, id);
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Waits until no job runs. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running.done.catch(() => {});
  }

  /** Cancels what runs. It can be resumed. */
  async end(): Promise<void> {
    this.#running?.cancel.abort();
    await this.idle();
    await interruptJobs(this.#database);
  }

  get #database(): Database {
    return this.#parts.database;
  }

  #requireIdle(): void {
    if (this.#running !== undefined)
      throw new BusyError("Another job of this project runs; wait until it has ended, or stop it.");
  }

  async #begin(job: StoredJob, request: StartJob, key: string | undefined): Promise<StoredJob> {
    this.#requireIdle();
    const [cancel, finish] = [new AbortController(), new AbortController()];
    const started = this.#update(job.id, {
      ...{ state: "running", ended: null, problem: null, progress: "{}", results: "[]" },
    });
    const done = started
      .then(() => this.#run(job.id, request, { signal: cancel.signal, finish: finish.signal, key }))
      .finally(() => {
        this.#running = undefined;
      });
    // The caller gets an error of the start; later ones are stored with the job.
    done.catch(() => {});
    this.#running = { id: job.id, cancel, finish, done };
    await started;
    return jobById(this.#database, job.id);
  }

  async #run(
    id: number,
    request: StartJob,
    more: Pick<JobContext, "signal" | "finish" | "key">,
  ): Promise<void> {
    let latest = "{}";
    const report = new Throttle(() => {
      this.#update(id, { progress: latest }).catch(() => {});
    }, progressMilliseconds);
    const context: JobContext = {
      ...this.#parts,
      ...more,
      onProgress: (event) => {
        latest = JSON.stringify(progressOf(event));
        report.request();
      },
    };
    try {
      const { results, version } = await work(request, context);
      report.stop();
      const made = version === undefined ? {} : { made_version: version };
      await this.#end(id, { state: "done", progress: latest, results: JSON.stringify(results), ...made });
    } catch (error) {
      report.stop();
      const isStopped = error instanceof CancelledError;
      const problem = isStopped ? null : messageOf(error, more.key);
      await this.#end(id, { state: isStopped ? "stopped" : "failed", progress: latest, problem });
    }
  }

  #end(id: number, changed: Parameters<typeof updateJob>[2]): Promise<void> {
    return this.#update(id, { ...changed, ended: new Date().toISOString() });
  }

  async #update(id: number, changed: Parameters<typeof updateJob>[2]): Promise<void> {
    await updateJob(this.#database, id, changed);
    this.#parts.onChange(await jobById(this.#database, id));
  }
}

function work(request: StartJob, context: JobContext): Promise<JobResult> {
  switch (request.kind) {
    case "train":
      return trainJob(request, context);
    case "generate":
      return generateJob(request.generation, context);
    case "evaluate":
      return evaluateJob(context);
  }
}

/** Takes the key out of a request, so that it is never stored. */
function withoutKey(request: StartJob): { readonly key?: string; readonly stored: StartJob } {
  if (request.kind !== "generate") return { stored: request };
  const { key, ...generation } = request.generation;
  return { ...(key && { key }), stored: { ...request, generation } };
}

/** Returns the message of an error, without the key if a server repeated it. */
function messageOf(error: unknown, key: string | undefined): string {
  const message =
    error instanceof PilesortError
      ? error.message
      : `The job failed (${error instanceof Error ? error.message : String(error)}).`;
  return key ? message.replaceAll(key, "[key]") : message;
}

function titleOf(request: StartJob): string {
  switch (request.kind) {
    case "train":
      return request.tune === false ? "Train" : "Train and fine-tune";
    case "generate":
      return `Generate examples with ${request.generation.model}`;
    case "evaluate":
      return "Evaluate by cross-validation";
  }
}
