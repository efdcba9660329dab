import { randomBytes } from "node:crypto";
import * as nodeFileSystem from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { unlessMissing } from "../disk-errors.ts";
import { asInputError } from "./save.ts";

/** A file that holds the state of long work; it is there whole or not at all. */
export interface CheckpointFile {
  /** @returns undefined where there is none */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces what is there; parent folders are made. @throws InputError where nothing can be written here */
  write(bytes: Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

/** Node's file system, or what a test puts in its place. */
type FileSystem = Pick<typeof nodeFileSystem, "mkdir" | "open" | "readFile" | "rename" | "rm">;

export function checkpointFile(path: string, fileSystem: FileSystem = nodeFileSystem): CheckpointFile {
  const target = resolve(path);
  return {
    read: () => unlessMissing(fileSystem.readFile(target)),
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
        throw asInputError(error, path);
      }
    },
    remove: () => fileSystem.rm(target, { force: true }),
  };
}
