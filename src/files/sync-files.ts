import * as nodeFileSystem from "node:fs/promises";
import { codeOf } from "./file-errors.ts";

type FileSystem = Pick<typeof nodeFileSystem, "open">;

/** Writes a new file and has the disk hold its content. @throws the error of the file system, EEXIST if it is there */
export async function writeNewFile(path: string, content: Uint8Array, fileSystem: FileSystem): Promise<void> {
  const handle = await fileSystem.open(path, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Has the disk hold the content of a file that is complete. */
export async function syncFile(path: string, fileSystem: FileSystem = nodeFileSystem): Promise<void> {
  const handle = await fileSystem.open(path, "r+");
  await handle.sync().finally(() => handle.close());
}

const notForFolders = new Set(["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOTSUP", "EPERM"]);

/** Makes renames and new names in a folder last through a power cut, where the system lets a folder be synced. */
export async function syncFolder(folder: string, fileSystem: FileSystem): Promise<void> {
  try {
    const handle = await fileSystem.open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!notForFolders.has(codeOf(error))) throw error;
  }
}
