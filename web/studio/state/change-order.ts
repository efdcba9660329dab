import { attempt } from "./connection.ts";
import { withdrawUndo } from "./notices.ts";

/** Ends with the change that was sent last. It never rejects. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Sends a change after the answer to the one before, so that the studio makes changes in the order in which the user made
 * them, and each knows the versions that the last one made. Do not call it within the work of another change.
 */
export function afterLastChange<Result>(send: () => Promise<Result>): Promise<Result> {
  // It offers to undo the latest change, which is another one from now on.
  withdrawUndo();
  const sent = last.then(send);
  last = sent.catch(() => {});
  return sent;
}

/**
 * Sends a change of the user in its order, and says so if it fails.
 * @returns what the request returns; undefined if it failed
 */
export function attemptChange<Result>(send: () => Promise<Result>): Promise<Result | undefined> {
  return afterLastChange(() => attempt(send));
}
