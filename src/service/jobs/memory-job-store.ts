import { hasEnded, type Job, type JobChange, type JobStore, type NewJob } from "./job.ts";

/** Maximum number of ended jobs that the memory keeps. */
const maxEndedJobs = 200;

/** Keeps jobs in memory. The oldest ones that have ended are forgotten. */
export class MemoryJobStore implements JobStore {
  readonly #jobs = new Map<string, Job>();
  readonly #newId: () => string;

  /** @param newId returns a new id */
  constructor(newId: () => string) {
    this.#newId = newId;
  }

  async add({ kind, subject }: NewJob): Promise<Job> {
    const job: Job = {
      ...{ id: this.#newId(), kind, subject },
      ...{ state: "queued", createdAt: new Date().toISOString() },
    };
    this.#jobs.set(job.id, job);
    return job;
  }

  async update(id: string, change: JobChange): Promise<Job> {
    const job = { ...this.#jobs.get(id)!, ...change };
    this.#jobs.set(id, job);
    const over = [...this.#jobs.values()].filter(hasEnded).slice(0, -maxEndedJobs);
    for (const { id } of over) this.#jobs.delete(id);
    return job;
  }

  async get(id: string): Promise<Job | undefined> {
    return this.#jobs.get(id);
  }

  async list(): Promise<readonly Job[]> {
    return [...this.#jobs.values()].reverse();
  }
}
