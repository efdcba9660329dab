import { UsageError } from "./command.ts";

/** How long a command waits for another one that changes the same model. A change takes about a second. */
const waitMilliseconds = 60_000;

/**
 * Runs work that loads a model, changes it and saves it. Commands that change the same model wait for each other, so that
 * none of them overwrites what another one has saved.
 * @throws UsageError if another command still changes the model after a minute
 */
export async function changeModelInTurn<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const { lockModel } = await import("../service/lock-model.ts");
  const lock = await lockModel(
    folder,
    waitMilliseconds,
    (holder) =>
      new UsageError(`Another command is changing this model (${holder}); try again when it has ended.`),
  );
  try {
    return await work();
  } finally {
    await lock?.release();
  }
}
