import { CancelledError, InputError, PilesortError } from "../../index.ts";
import type { Job, JobWork } from "../../service/jobs/job.ts";
import { JobRunner } from "../../service/jobs/job-runner.ts";
import { interruptJobs } from "../../store/job-table.ts";
import type { StartJob, StopJob } from "../contract.ts";
import { evaluateJob } from "./evaluate-job.ts";
import { generateJob } from "./generate-job.ts";
import { type JobContext, type JobResult, progressOf } from "./job-work.ts";
import { ProjectJobStore } from "./project-job-store.ts";
import { trainJob } from "./train-job.ts";

interface JobsParts extends Omit<JobContext, "signal" | "finish" | "key" | "onProgress"> {
  /** Called when a job changed. */
  readonly onChange: (job: Job) => void;
}

/** Milliseconds between two reports of progress. Smaller: more events and writes. */
const progressMilliseconds = 500;

/** Runs the jobs of a project, one at a time. They are kept in its database and can resume. */
export class ProjectJobs {
  readonly #parts: JobsParts;
  readonly #store: ProjectJobStore;
  readonly #runner: JobRunner;

  constructor(parts: JobsParts) {
    this.#parts = parts;
    this.#store = new ProjectJobStore(parts.database);
    this.#runner = new JobRunner({
      ...{ store: this.#store, maxQueued: 0, progressMilliseconds, onChange: parts.onChange },
      fullMessage: "Another job of this project runs; wait until it has ended, or stop it.",
      describeError: (error) => messageOf(error),
    });
  }

  /** Returns the latest jobs, the newest first. */
  list(): Promise<readonly Job[]> {
    return this.#runner.list();
  }

  /** @throws NotFoundError */
  get(id: number): Promise<Job> {
    return this.#store.get(String(id));
  }

  /** Starts a job. @throws TooManyJobsError */
  start(request: StartJob): Promise<Job> {
    const { key, stored } = withoutKey(request);
    const job = { kind: request.kind, subject: titleOf(request), request: stored };
    return this.#runner.submit(job, this.#workOf(stored, key));
  }

  /** Runs a job again that was stopped, has failed or was interrupted. @throws TooManyJobsError, NotFoundError */
  async resume(id: number, key: string | undefined): Promise<Job> {
    const request = await this.#store.requestOf(String(id));
    return this.#runner.resume(String(id), this.#workOf(request, key));
  }

  /** Stops a job that runs. @returns the job, which may still be stopping */
  stop(id: number, how: NonNullable<StopJob["how"]>): Promise<Job> {
    return this.#runner.stop(String(id), how);
  }

  get isRunning(): boolean {
    return this.#runner.open > 0;
  }

  /** Waits until no job runs. */
  idle(): Promise<void> {
    return this.#runner.idle();
  }

  /** Cancels what runs. It can be resumed. */
  async end(): Promise<void> {
    await this.#runner.close();
    await interruptJobs(this.#parts.database);
  }

  #workOf(request: StartJob, key: string | undefined): JobWork {
    return async ({ onProgress, ...signals }) => {
      const context = { ...this.#parts, ...signals, ...(key && { key }) };
      try {
        return await work(request, { ...context, onProgress: (event) => onProgress(progressOf(event)) });
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        throw new InputError(messageOf(error, key));
      }
    };
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
function messageOf(error: unknown, key?: string): string {
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
