import { basename, dirname, join, resolve } from "node:path";
import { codeOf } from "../files/file-errors.ts";
import { type FileLock, takeFileLock } from "../files/file-lock.ts";
import { LockedError } from "../files/lock-holder.ts";

/**
 * Keeps other commands and servers that change the same model waiting, so that none of them overwrites what another one
 * has saved.
 * @param milliseconds how long to wait for one that changes it now
 * @returns undefined if no file can be made beside the model; loading or saving it then says why
 * @throws what `locked` returns for a model that is still being changed then
 */
export async function lockModel(
  folder: string,
  milliseconds: number,
  locked: (holder: string) => Error,
): Promise<FileLock | undefined> {
  const target = resolve(folder);
  const path = join(dirname(target), `.${basename(target)}.pilesort-change`);
  try {
    return await takeFileLock(path, { wait: milliseconds });
  } catch (error) {
    if (error instanceof LockedError) throw locked(error.holder);
    if (codeOf(error) !== "") return undefined;
    throw error;
  }
}
