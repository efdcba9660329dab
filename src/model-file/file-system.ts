import * as nodeFileSystem from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../files/file-errors.ts";
import type { LockFileSystem } from "../files/file-lock.ts";
import { followLinks as followToTarget } from "../files/folder-path.ts";
import { Refusal } from "./refusal.ts";

/** The parts of node:fs/promises that saving and loading use. Tests pass one that fails. */
export type FileSystem = LockFileSystem &
  Pick<typeof nodeFileSystem, "access" | "lstat" | "mkdir" | "open" | "readlink" | "realpath" | "rmdir">;

export const localFileSystem: FileSystem = nodeFileSystem;

/**
 * Returns the absolute path that links point to, even if nothing exists there. With it, the folders that a save leaves
 * beside a model are found when the model is opened through a link.
 */
export async function followLinks(fileSystem: FileSystem, path: string): Promise<string> {
  const target = await followToTarget(path, fileSystem);
  if (target === undefined)
    throw new Refusal("The links at this path lead back to themselves; name the folder itself.");
  return target;
}

/** What Windows reports while another process has a file open. */
const retriedCodes = new Set(["EACCES", "EBUSY", "EPERM"]);
const renameTries = 10;

/**
 * Renames a file or folder. On Windows this fails while another process has a file in it open, so it is tried again there
 * for about a second.
 */
export async function renameInUse(
  fileSystem: FileSystem,
  from: string,
  to: string,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fileSystem.rename(from, to);
    } catch (error) {
      const mayPass = platform === "win32" && retriedCodes.has(codeOf(error));
      if (!mayPass || attempt === renameTries) throw error;
      await sleep(20 * attempt);
    }
  }
}
