import type { Database } from "./database.ts";
import { found } from "./refusals.ts";

export type JobKind = "train" | "generate" | "evaluate";
type JobState = "waiting" | "running" | "stopping" | "done" | "stopped" | "failed" | "interrupted";

/** A job, as it is stored. */
export interface StoredJob {
  readonly id: number;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly created: string;
  readonly ended: string | null;
  readonly title: string;
  /** What was asked for, as JSON, without the key of a language model. */
  readonly request: string;
  /** The last progress, as JSON. */
  readonly progress: string;
  readonly problem: string | null;
  /** Sentences about the result, as a JSON list. */
  readonly results: string;
  readonly made_version: number | null;
}

/** Number of jobs that are listed. Older ones stay in the database. */
const maxListed = 100;

/** Returns the latest jobs, the newest first. */
export function listJobs(database: Database): Promise<StoredJob[]> {
  return database.read("SELECT * FROM job ORDER BY id DESC LIMIT ?", [maxListed]);
}

/** @throws NotFoundError */
export async function jobById(database: Database, id: number): Promise<StoredJob> {
  const [row] = await database.read<StoredJob>("SELECT * FROM job WHERE id = ?", [id]);
  return found(row, "job", id);
}

/** Adds a job that waits. @param request without the key of a language model */
export function addJob(
  database: Database,
  { kind, title, request }: { readonly kind: JobKind; readonly title: string; readonly request: object },
): Promise<StoredJob> {
  return database.write(async (write) => {
    const { id } = await database.readOne<{ id: number }>("SELECT coalesce(max(id), 0) + 1 AS id FROM job");
    const job: StoredJob = {
      ...{ id, kind, title, state: "waiting", created: new Date().toISOString(), ended: null },
      ...{
        request: JSON.stringify(request),
        progress: "{}",
        problem: null,
        results: "[]",
        made_version: null,
      },
    };
    write({
      sql: "INSERT INTO job (id, kind, state, created, title, request, progress) VALUES (?, ?, ?, ?, ?, ?, ?)",
      args: [id, kind, job.state, job.created, title, job.request, job.progress],
    });
    return job;
  });
}

/** Stores what changed of a job. */
export function updateJob(
  database: Database,
  id: number,
  changed: Partial<Omit<StoredJob, "id" | "kind" | "created">>,
): Promise<void> {
  return database.write(async (write) => {
    const columns = Object.keys(changed);
    if (columns.length === 0) return;
    write({
      sql: `UPDATE job SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE id = ?`,
      args: [...Object.values(changed), id],
    });
  });
}

/** Marks the jobs that ran when the studio ended as interrupted. */
export function interruptJobs(database: Database): Promise<void> {
  return database.write(async (write) => {
    write({
      sql: "UPDATE job SET state = 'interrupted', ended = ? WHERE state IN ('waiting', 'running', 'stopping')",
      args: [new Date().toISOString()],
    });
  });
}
