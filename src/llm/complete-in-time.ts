import type { Sleep } from "../async/retry.ts";
import { throwIfCancelled } from "../errors.ts";
import type { Completion, CompletionRequest, LanguageModel } from "./language-model.ts";

/**
 * Sends one request with a time limit, also to a model that ignores its signal.
 * @returns undefined if the time is up
 * @throws what the model throws; CancelledError if the request's signal is aborted
 */
export async function completeInTime(
  model: LanguageModel,
  request: CompletionRequest,
  milliseconds: number,
  sleep: Sleep,
): Promise<Completion | undefined> {
  const { signal } = request;
  throwIfCancelled(signal);
  const attempt = new AbortController();
  const clock = new AbortController();
  let isTimeUp = false;
  const cancel = () => attempt.abort(signal?.reason);
  signal?.addEventListener("abort", cancel, { once: true });
  const timeIsUp = sleep(milliseconds, clock.signal).then(
    () => {
      isTimeUp = true;
      attempt.abort();
      return undefined;
    },
    // The clock was stopped because the reply or a failure came first.
    () => undefined,
  );
  try {
    return await Promise.race([model.complete({ ...request, signal: attempt.signal }), timeIsUp]);
  } catch (error) {
    if (isTimeUp) return undefined;
    throwIfCancelled(signal);
    throw error;
  } finally {
    clock.abort();
    signal?.removeEventListener("abort", cancel);
  }
}
