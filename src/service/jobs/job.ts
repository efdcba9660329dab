import { RetryableError } from "../../index.ts";

/**
 * "queued": waits for its turn. "stopping": was asked to stop and still runs. "interrupted": the program ended while it ran.
 */
export type JobState = "queued" | "running" | "stopping" | "done" | "failed" | "cancelled" | "interrupted";

/** How far a job has come. Jobs may add more fields. */
export interface JobProgress {
  readonly stage: string;
  readonly unit: string;
  readonly done: number;
  readonly total?: number;
}

/** Long work that was started by a request, as plain data. */
export interface Job {
  readonly id: string;
  /** What the work is, such as "train". */
  readonly kind: string;
  /** What the work is about, for people. */
  readonly subject: string;
  readonly state: JobState;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** The latest progress. */
  readonly progress?: JobProgress;
  /** What the work returned. Present if the state is "done". */
  readonly result?: unknown;
  /** One sentence. Present if the state is "failed". */
  readonly error?: string;
}

/** A job that begins. */
export interface NewJob {
  readonly kind: string;
  readonly subject: string;
  /** What was asked for, as data, without secrets. A store that outlives the program keeps it, so that the job can resume. */
  readonly request?: unknown;
}

/** What changes of a job. A field that is present and undefined is removed. */
export type JobChange = Partial<Omit<Job, "id" | "kind" | "subject" | "createdAt">>;

/** What the work of a job gets. */
export interface JobContext {
  /** Fires if the job is cancelled. */
  readonly signal: AbortSignal;
  /** Fires if the job ends early and keeps what it has. Work that cannot do so ignores it. */
  readonly finish: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

/** Does the work of a job. @returns its result, as data */
export type JobWork = (context: JobContext) => Promise<unknown>;

/** Keeps jobs, in memory or in a database. */
export interface JobStore {
  /** Adds a job that is queued. */
  add(job: NewJob): Promise<Job>;
  /** Stores a change. @returns the job after it */
  update(id: string, change: JobChange): Promise<Job>;
  get(id: string): Promise<Job | undefined>;
  /** Returns the jobs, the latest first. */
  list(): Promise<readonly Job[]>;
}

const ended: ReadonlySet<JobState> = new Set(["done", "failed", "cancelled", "interrupted"]);

/** Whether the work of a job is over. */
export function hasEnded({ state }: Job): boolean {
  return ended.has(state);
}

/** Thrown if no further job is taken. */
export class TooManyJobsError extends RetryableError {}
