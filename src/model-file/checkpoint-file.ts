import { randomBytes } from "node:crypto";
import * as nodeFileSystem from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { codeOf, unlessMissing } from "../disk-errors.ts";
import { InputError } from "../errors.ts";

/** A file that holds the state of long work; it is there whole or not at all. */
export interface CheckpointFile {
  /** @returns undefined where there is none */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces what is there; parent folders are made. */
  write(bytes: Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

/** Node's file system, or what a test puts in its place. */
type FileSystem = Pick<typeof nodeFileSystem, "mkdir" | "open" | "readFile" | "rename" | "rm">;

/**
 * Opens a checkpoint file. All of its methods throw an InputError that names the file, if the disk does not let them do
 * their work.
 */
export function checkpointFile(path: string, fileSystem: FileSystem = nodeFileSystem): CheckpointFile {
  const target = resolve(path);
  return {
    read: () => orError(unlessMissing(fileSystem.readFile(target)), path, "read"),
    async write(bytes) {
      const partial = `${target}.${randomBytes(4).toString("hex")}.partial`;
      try {
        await fileSystem.mkdir(dirname(target), { recursive: true });
        const handle = await fileSystem.open(partial, "wx");
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await fileSystem.rename(partial, target);
      } catch (error) {
        await fileSystem.rm(partial, { force: true }).catch(() => {});
        throw checkpointError(error, path, "written");
      }
    },
    remove: () => orError(fileSystem.rm(target, { force: true }), path, "removed"),
  };
}

async function orError<T>(work: Promise<T>, path: string, done: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw checkpointError(error, path, done);
  }
}

/** Trouble with the disk as the error that the caller sees; any other error as it is. */
function checkpointError(error: unknown, path: string, done: string): unknown {
  const code = codeOf(error);
  if (code === "") return error;
  return new InputError(
    `The checkpoint of the tuning could not be ${done} (${code}); ${remedyFor(code)}. The option checkpoint names this file; the command line puts it beside the model, at the --save folder's name with .tuning.`,
    { source: path, cause: error },
  );
}

function remedyFor(code: string): string {
  if (code === "ENOSPC" || code === "EDQUOT")
    return "free some space, choose another disk, or train without tuning";
  if (code === "EISDIR" || code === "ERR_FS_EISDIR")
    return "a folder has this name, so move it away or choose another name";
  if (code === "ENOTDIR" || code === "EEXIST") return "a part of the path is a file, so choose another path";
  return "choose a place that you may write to, or train without tuning";
}
