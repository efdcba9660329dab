import type { Job, JobChange, JobState, JobStore, NewJob } from "../../service/jobs/job.ts";
import type { Database } from "../../store/database.ts";
import { addJob, type JobKind, jobById, listJobs, type StoredJob, updateJob } from "../../store/job-table.ts";
import type { StartJob } from "../contract.ts";
import type { JobResult } from "./job-work.ts";

/** Keeps the jobs of a project in its database, with what was asked for, so that they can resume. */
export class ProjectJobStore implements JobStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add({ kind, subject, request = {} }: NewJob): Promise<Job> {
    const job = { kind: kind as JobKind, title: subject, request: request as object };
    return jobOf(await addJob(this.#database, job));
  }

  async update(id: string, change: JobChange): Promise<Job> {
    await updateJob(this.#database, Number(id), columnsOf(change));
    return this.get(id);
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<Job> {
    return jobOf(await jobById(this.#database, Number(id)));
  }

  async list(): Promise<Job[]> {
    return (await listJobs(this.#database)).map(jobOf);
  }

  /** Returns what a job was asked to do. @throws NotFoundError */
  async requestOf(id: string): Promise<StartJob> {
    return JSON.parse((await jobById(this.#database, Number(id))).request);
  }
}

/** The states under the names of the table. */
const storedStates: Readonly<Record<JobState, StoredJob["state"]>> = {
  queued: "waiting",
  running: "running",
  stopping: "stopping",
  done: "done",
  failed: "failed",
  cancelled: "stopped",
  interrupted: "interrupted",
};

function columnsOf(change: JobChange): Parameters<typeof updateJob>[2] {
  const { state, endedAt = null, progress = {}, error = null } = change;
  const { results = [], version = null } = (change.result ?? {}) as Partial<JobResult>;
  return {
    ...(state !== undefined && { state: storedStates[state] }),
    ...("endedAt" in change && { ended: endedAt }),
    ...("progress" in change && { progress: JSON.stringify(progress) }),
    ...("error" in change && { problem: error }),
    ...("result" in change && { results: JSON.stringify(results), made_version: version }),
  };
}

function jobOf(row: StoredJob): Job {
  const [state] = Object.entries(storedStates).find(([, stored]) => stored === row.state) as [
    JobState,
    string,
  ];
  const { id, kind, title, created, ended, problem, made_version: version } = row;
  const result: JobResult = { results: JSON.parse(row.results), ...(version !== null && { version }) };
  return {
    ...{ id: String(id), kind, subject: title, state, createdAt: created, result },
    progress: { stage: "", unit: "", done: 0, ...JSON.parse(row.progress) },
    ...(ended !== null && { endedAt: ended }),
    ...(problem !== null && { error: problem }),
  };
}

/** Returns the name of a state in the table, which is the one that pages know. */
export function storedState(state: JobState): StoredJob["state"] {
  return storedStates[state];
}
