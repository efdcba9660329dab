import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { InputError } from "../../index.ts";
import { openDatabase } from "../../store/database.ts";
import { Studio } from "../studio.ts";
import { zipProject } from "./export-project.ts";

/**
 * Writes everything of a project to a zip file, without starting the studio.
 * @param id of the project. Default: the only one
 * @returns the id
 * @throws InputError if there is no such project, or a studio uses the folder
 */
export async function exportBackup(folder: string, id: string | undefined, target: string): Promise<string> {
  const studio = await Studio.open({ folder });
  const draft = `${target}.partial`;
  try {
    const projects = await studio.projectIds();
    const chosen = id ?? (projects.length === 1 ? projects[0] : undefined);
    if (chosen === undefined || !projects.includes(chosen)) throw unknown(studio.folder, id, projects);
    const project = join(studio.folder, "projects", chosen);
    const database = await openDatabase(`file:${join(project, "project.db")}`);
    try {
      const stream = await zipProject({ id: chosen, folder: project, database });
      await pipeline(
        Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]),
        createWriteStream(draft),
      );
    } finally {
      await database.close();
    }
    await rename(draft, target);
    return chosen;
  } finally {
    await rm(draft, { force: true });
    await studio.close();
  }
}

function unknown(folder: string, id: string | undefined, projects: readonly string[]): InputError {
  const listed = projects.length === 0 ? "It has none." : `Its projects: ${projects.join(", ")}.`;
  const what =
    id === undefined ? "has several projects or none; name one with --project" : `has no project ${id}`;
  return new InputError(`${what}. ${listed}`, { source: folder });
}
