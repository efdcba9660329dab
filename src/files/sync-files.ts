import * as nodeFileSystem from "node:fs/promises";
import { codeOf } from "./file-errors.ts";

type FileSystem = Pick<typeof nodeFileSystem, "open">;

/** Writes a new file through to the disk. @throws an error of the file system, EEXIST if the file exists */
export async function writeNewFile(path: string, content: Uint8Array, fileSystem: FileSystem): Promise<void> {
  const handle = await fileSystem.open(path, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes the content of a file through to the disk, so that it survives a power failure. */
export async function syncFile(path: string, fileSystem: FileSystem = nodeFileSystem): Promise<void> {
  const handle = await fileSystem.open(path, "r+");
  await handle.sync().finally(() => handle.close());
}

/** Codes of systems and disks that cannot sync a folder. */
const notForFolders = new Set(["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOTSUP", "EPERM"]);

/** Writes the names in a folder through to the disk, so that new files and renames survive a power failure, if the system can do that. */
export async function syncFolder(folder: string, fileSystem: FileSystem): Promise<void> {
  try {
    const handle = await fileSystem.open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!notForFolders.has(codeOf(error))) throw error;
  }
}
