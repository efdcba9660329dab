import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Database, openDatabase } from "../store/database.ts";
import { readSettings } from "../store/settings.ts";
import { bytesOf } from "../store/shared-files.ts";
import type { ProjectSummary, Studio } from "./contract.ts";

/** Reads what the list of projects shows. @param database of the project, if it is open */
export async function summaryOf(
  id: string,
  folder: string,
  database: Database | undefined,
): Promise<ProjectSummary> {
  const read = async (opened: Database) => {
    const { name } = await readSettings(opened);
    const counts = await opened.readOne<Pick<ProjectSummary, "texts" | "classes" | "corrections">>(
      `SELECT (SELECT count(*) FROM text WHERE deleted = 0) AS texts,
        (SELECT count(*) FROM class WHERE deleted = 0) AS classes,
        (SELECT count(*) FROM text WHERE deleted = 0 AND correction IS NOT NULL) AS corrections`,
    );
    return { name, ...counts };
  };
  const found = await (database === undefined ? withDatabase(folder, read) : read(database));
  return { id, ...found, changed: await changedAt(folder), bytes: await bytesOf(folder) };
}

/** Reads what the bin shows of a project. */
export async function nameIn(id: string, folder: string): Promise<Studio["bin"][number]> {
  const { name } = await withDatabase(folder, readSettings);
  return { id, name, deleted: (await stat(folder)).ctime.toISOString() };
}

async function withDatabase<T>(folder: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(`file:${join(folder, "project.db")}`);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** When the database was last written to. */
async function changedAt(folder: string): Promise<string> {
  const times = await Promise.all(
    ["project.db", "project.db-wal"].map((name) =>
      stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return new Date(Math.max(...times)).toISOString();
}
