import { dirname } from "node:path";
import { InputError } from "../errors.ts";
import { type FileLock, type LockFileSystem, takeFileLock } from "./file-lock.ts";
import { LockedError } from "./lock-holder.ts";

/**
 * Takes the lock of a folder that only one run may use at a time, see takeFileLock.
 * @param path the lock file in that folder
 * @param silence see LockOptions
 * @throws InputError if another process that is running has the lock
 */
export async function takeRunLock(
  path: string,
  fileSystem: LockFileSystem,
  silence?: number,
): Promise<FileLock> {
  try {
    return await takeFileLock(path, { fileSystem, ...(silence !== undefined && { silence }) });
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new InputError(
      `Another run uses this folder (${error.holder}). Wait until it has ended, or name another folder.`,
      { source: dirname(path) },
    );
  }
}
