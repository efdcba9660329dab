import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";

/** Thrown if a path leads to a folder, a pipe, a socket or a device instead of a file. */
export class NotAFileError extends Error {
  override readonly name = "NotAFileError";
}

/** With O_NONBLOCK, opening a pipe does not wait for a writer. Windows does not have this flag. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading. Links are followed. Pipes and devices are not opened, because reading them might never end.
 * @throws NotAFileError, or an error of the file system
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  if (!(await stat(path)).isFile()) throw new NotAFileError(path);
  const handle = await open(path, flags);
  // Another program may have replaced the file in the meantime.
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new NotAFileError(path);
}

/** Reads a whole file. @throws NotAFileError, or an error of the file system */
export async function readRegularFile(path: string): Promise<Buffer> {
  const handle = await openRegularFile(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
