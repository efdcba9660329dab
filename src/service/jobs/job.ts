import type { ProgressEvent } from "../../index.ts";

type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

/** Long work that was started by a request, as plain data. */
export interface Job {
  readonly id: string;
  /** What the work is, such as "train". */
  readonly kind: string;
  /** What the work is about, such as the name of a model. */
  readonly subject: string;
  readonly state: JobState;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** The latest progress event. */
  readonly progress?: ProgressEvent;
  /** What the work returned. Present if the state is "done". */
  readonly result?: unknown;
  /** One sentence. Present if the state is "failed". */
  readonly error?: string;
}

/** Keeps jobs, in memory or in a database. */
export interface JobStore {
  /** Adds a job, or replaces the one with the same id. */
  put(job: Job): void;
  get(id: string): Job | undefined;
  /** Returns all jobs, the latest first. */
  list(): readonly Job[];
}

const ended: ReadonlySet<JobState> = new Set(["done", "failed", "cancelled"]);

/** Whether the work of a job is over. */
export function hasEnded({ state }: Job): boolean {
  return ended.has(state);
}
