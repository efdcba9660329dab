import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";

/** Thrown if a path stands for a folder, a pipe, a socket or a device where a file is needed. */
export class NotAFileError extends Error {
  override readonly name = "NotAFileError";
}

/** Opening a pipe does not wait for a writer. Windows does not have this flag. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading. Links are followed. A pipe or a device, whose reading might never end, is not opened.
 * @throws NotAFileError, or an error of the file system
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  if (!(await stat(path)).isFile()) throw new NotAFileError(path);
  const handle = await open(path, flags);
  // Another program may have put something else there meanwhile.
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new NotAFileError(path);
}

/** Reads a file completely. @throws as openRegularFile */
export async function readRegularFile(path: string): Promise<Buffer> {
  const handle = await openRegularFile(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
