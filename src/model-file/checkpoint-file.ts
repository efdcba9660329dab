import * as nodeFileSystem from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { InputError } from "../errors.ts";
import { codeOf, type FileErrorWords, fileError, unlessMissing } from "../files/file-errors.ts";
import { type LockFileSystem, takeFileLock } from "../files/file-lock.ts";
import { LockedError } from "../files/lock-holder.ts";
import { hasPartials, removeAbandonedPartials, replaceFile } from "../files/partial-file.ts";

/** A file that holds the state of long work. It is always complete or absent. */
export interface CheckpointFile {
  /** @returns undefined if there is none */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces the file. Creates missing parent folders. @throws InputError, PilesortError if it cannot be written */
  write(bytes: Uint8Array): Promise<void>;
  remove(): Promise<void>;
  /** Ends the claim, so that another process can use the file. */
  release(): Promise<void>;
}

/** The parts of Node's file system that are used. Tests pass their own. */
type FileSystem = LockFileSystem &
  Pick<typeof nodeFileSystem, "mkdir" | "open" | "readFile" | "rename" | "rm">;

/**
 * Claims a checkpoint file for this process, and removes the temporary files of killed processes beside it.
 * @returns undefined if another running process uses it
 * @throws InputError, PilesortError if no file can be written here
 */
export async function claimCheckpoint(
  path: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<CheckpointFile | undefined> {
  const target = resolve(path);
  try {
    await checkPlace(target, path, fileSystem);
    await fileSystem.mkdir(dirname(target), { recursive: true });
    const lock = await takeFileLock(`${target}.lock`, { fileSystem });
    await removeAbandonedPartials(target, fileSystem);
    return { ...checkpointFile(path, fileSystem), release: () => lock.release() };
  } catch (error) {
    if (error instanceof LockedError) return undefined;
    throw checkpointError(error, path);
  }
}

/**
 * Checks that a checkpoint can be written here. Writes nothing.
 * @throws InputError, PilesortError
 */
export async function checkCheckpoint(path: string): Promise<void> {
  try {
    const target = resolve(path);
    await checkPlace(target, path, nodeFileSystem);
    const lock = await unlessMissing(takeFileLock(`${target}.lock`));
    await lock?.release();
  } catch (error) {
    if (!(error instanceof LockedError)) throw checkpointError(error, path);
  }
}

/** Removes the checkpoint of an earlier training and its lock and temporary files. A checkpoint in use stays. */
export async function removeCheckpoint(path: string): Promise<void> {
  const target = resolve(path);
  const found = await Promise.all(
    [target, `${target}.lock`].map((name) => unlessMissing(nodeFileSystem.lstat(name))),
  ).catch(() => []);
  if (found.every((each) => each === undefined) && !(await hasPartials(target))) return;
  const checkpoint = await claimCheckpoint(path).catch(() => undefined);
  await checkpoint?.remove().catch(() => {});
  await checkpoint?.release().catch(() => {});
}

/** @throws InputError if something that is not a file has this path */
async function checkPlace(target: string, path: string, fileSystem: FileSystem): Promise<void> {
  const found = await unlessMissing(fileSystem.stat(target));
  if (found === undefined || found.isFile()) return;
  throw placeError(found.isDirectory() ? "a folder" : "something that is not a file", path);
}

function checkpointFile(path: string, fileSystem: FileSystem): Omit<CheckpointFile, "release"> {
  const target = resolve(path);
  return {
    async read() {
      try {
        return await unlessMissing(fileSystem.readFile(target));
      } catch (error) {
        throw checkpointError(error, path);
      }
    },
    async write(bytes) {
      try {
        await fileSystem.mkdir(dirname(target), { recursive: true });
        await replaceFile(target, bytes, fileSystem);
      } catch (error) {
        throw checkpointError(error, path);
      }
    },
    async remove() {
      try {
        await fileSystem.rm(target, { force: true });
      } catch (error) {
        throw checkpointError(error, path);
      }
    },
  };
}

const unwritable = "The checkpoint of the training cannot be written:";
const noPermission = `${unwritable} you do not have permission to write to its folder; choose another path for it, or change the folder's permissions.`;
const fileInPath = `${unwritable} a part of its path is a file; choose another path for it.`;

const words: FileErrorWords = {
  sentences: {
    EACCES: noPermission,
    EPERM: noPermission,
    EROFS: `${unwritable} this disk is read-only; choose a path on another disk.`,
    ENOTDIR: fileInPath,
    EEXIST: fileInPath,
    ENAMETOOLONG: `${unwritable} its name is too long; choose a shorter one.`,
  },
  diskFailure: (failure) => `The checkpoint of the training was not written, since ${failure}.`,
};

/** Turns an error of the disk into a sentence about the checkpoint. Returns any other error as it is. */
function checkpointError(error: unknown, path: string): unknown {
  if (codeOf(error) === "EISDIR") return placeError("a folder", path, error);
  return fileError(error, path, words);
}

function placeError(what: string, path: string, cause?: unknown): InputError {
  const sentence = `The checkpoint of the training cannot be written here: this is ${what}. Move it away, or choose another name for the model.`;
  return new InputError(sentence, { source: path, cause });
}
