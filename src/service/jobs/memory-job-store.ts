import { hasEnded, type Job, type JobStore } from "./job.ts";

/** Maximum number of ended jobs that the memory keeps. */
const maxEndedJobs = 200;

/** Keeps jobs in memory. The oldest ones that have ended are forgotten. */
export class MemoryJobStore implements JobStore {
  readonly #jobs = new Map<string, Job>();

  put(job: Job): void {
    this.#jobs.set(job.id, job);
    const over = [...this.#jobs.values()].filter(hasEnded).slice(0, -maxEndedJobs);
    for (const { id } of over) this.#jobs.delete(id);
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  list(): readonly Job[] {
    return [...this.#jobs.values()].reverse();
  }
}
