import { basename, dirname, join, resolve } from "node:path";
import { codeOf } from "../files/file-errors.ts";
import { type FileLock, takeFileLock } from "../files/file-lock.ts";
import { LockedError } from "../files/lock-holder.ts";
import { UsageError } from "./command.ts";

/** How long a command waits for another one that changes the same model. A change takes about a second. */
const waitMilliseconds = 60_000;

/**
 * Runs work that loads a model, changes it and saves it. Commands that change the same model wait for each other, so that
 * none of them overwrites what another one has saved.
 * @throws UsageError if another command still changes the model after a minute
 */
export async function changeModelInTurn<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = await takeTurn(resolve(folder));
  try {
    return await work();
  } finally {
    await lock?.release();
  }
}

/** @returns undefined if no file can be made beside the model; loading or saving it then says why */
async function takeTurn(folder: string): Promise<FileLock | undefined> {
  const path = join(dirname(folder), `.${basename(folder)}.pilesort-change`);
  try {
    return await takeFileLock(path, { wait: waitMilliseconds });
  } catch (error) {
    if (error instanceof LockedError)
      throw new UsageError(
        `Another command is changing this model (${error.holder}); try again when it has ended.`,
      );
    if (codeOf(error) !== "") return undefined;
    throw error;
  }
}
