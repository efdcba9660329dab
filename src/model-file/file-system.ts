import * as nodeFileSystem from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../files/file-errors.ts";
import type { LockFileSystem } from "../files/file-lock.ts";
import { followLinks as followToTarget } from "../files/folder-path.ts";
import { Refusal } from "./refusal.ts";

/** The part of node:fs/promises that saving and loading use; a test gives one that fails. */
export type FileSystem = LockFileSystem &
  Pick<typeof nodeFileSystem, "access" | "lstat" | "mkdir" | "open" | "readlink" | "realpath" | "rmdir">;

export const localFileSystem: FileSystem = nodeFileSystem;

/**
 * Returns the absolute path that links lead to, whether or not something is there. So the folders that a save leaves
 * beside a model are found through a link too.
 */
export async function followLinks(fileSystem: FileSystem, path: string): Promise<string> {
  const target = await followToTarget(path, fileSystem);
  if (target === undefined) throw new Refusal("The links here lead in a circle.");
  return target;
}

const retriedCodes = new Set(["EACCES", "EBUSY", "EPERM"]);
const renameTries = 10;

/**
 * Renames a file or folder. Windows refuses that while another process has a file in it open, so it is tried again for
 * about a second there.
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
