import { join } from "node:path";
import type { Classifier } from "../../index.ts";
import type { Database } from "../../store/database.ts";
import { shareEqualFiles } from "../../store/shared-files.ts";
import { type Snapshot, takeSnapshot } from "../../store/snapshot.ts";
import { addVersion, listVersions, nextVersion } from "../../store/version-table.ts";
import { type ProjectTask, readTask } from "./project-task.ts";

/** Number of earlier versions whose files a new one may share. */
const comparedVersions = 3;

interface KeptVersion {
  readonly database: Database;
  /** Of the project. */
  readonly folder: string;
  readonly classifier: Classifier;
  /** What the classifier was trained on. */
  readonly task: ProjectTask;
  /** The state that the task is of. */
  readonly snapshot: Snapshot;
  /** Default: "Version" and its number. */
  readonly name: string;
  readonly note?: string;
}

/** Returns the folder of the model of a version. */
export function versionFolder(folder: string, id: number): string {
  return join(folder, "versions", String(id));
}

/** Reads the task and the rows that it is made of, at one time. */
export function readState(
  database: Database,
): Promise<{ readonly task: ProjectTask; readonly snapshot: Snapshot }> {
  return database.write(async () => ({
    task: await readTask(database),
    snapshot: await takeSnapshot(database),
  }));
}

/**
 * Stores a trained classifier as a version: first its model folder, then its entry. A folder without an entry, left by a
 * process that was killed in between, is replaced by the next version. @returns the id
 */
export async function keepVersion({
  database,
  folder,
  classifier,
  task,
  snapshot,
  name,
  note = "",
}: KeptVersion): Promise<number> {
  const id = await nextVersion(database);
  const target = versionFolder(folder, id);
  await classifier.save(target);
  const earlier = await listVersions(database);
  const others = earlier.slice(0, comparedVersions).map((each) => versionFolder(folder, each.id));
  await shareEqualFiles(target, others);
  const { report } = classifier;
  const { texts } = await database.readOne<{ texts: number }>(
    "SELECT count(*) AS texts FROM text WHERE deleted = 0",
  );
  const facts = {
    ...{ classes: task.classes.length, texts },
    labels: [...task.examples, ...task.noneExamples].filter(({ origin }) => origin === "real").length,
    examples: task.examples.filter(({ origin }) => origin === "generated").length,
    isTuned: (report?.tuning?.share ?? 0) > 0,
    ...(report?.heldOutAccuracy !== undefined && { heldOutAccuracy: report.heldOutAccuracy }),
  };
  const version = { id, name: name || `Version ${id}`, note, revision: task.revision, facts };
  await addVersion(database, version, snapshot);
  return id;
}
