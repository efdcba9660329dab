import * as nodeFileSystem from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { codeOf } from "../disk-errors.ts";
import { Refusal } from "./refusal.ts";

/** The part of node:fs/promises that saving and loading use; a test gives one that fails. */
export type FileSystem = Pick<
  typeof nodeFileSystem,
  "lstat" | "mkdir" | "open" | "readdir" | "readlink" | "realpath" | "rename" | "rm" | "rmdir"
>;

export const localFileSystem: FileSystem = nodeFileSystem;

/** The code of an error that the file system gave ("ENOENT"), or undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  return codeOf(error) || undefined;
}

/** Waits for work, but takes "nothing is there" for an answer. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

/** As many as Linux follows. */
const maxLinks = 40;

/**
 * The absolute path that links lead to, whether or not anything is there: so the folders that a save leaves beside a
 * model are found through a link too.
 */
export async function followLinks(fileSystem: FileSystem, path: string): Promise<string> {
  let place = resolve(path);
  for (let links = 0; links < maxLinks; links++) {
    const found = await unlessMissing(fileSystem.lstat(place));
    if (!found?.isSymbolicLink()) return place;
    place = resolve(await fileSystem.realpath(dirname(place)), await fileSystem.readlink(place));
  }
  throw new Refusal("The links here lead in a circle.");
}
