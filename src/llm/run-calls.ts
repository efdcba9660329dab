import { setMaxListeners } from "node:events";
import { mapConcurrent } from "../async/concurrency.ts";
import { throwIfCancelled } from "../errors.ts";
import type { Call, Outcome } from "./call.ts";
import { CallAttempts, completionOf } from "./call-attempts.ts";
import type { Completion, LanguageModel } from "./language-model.ts";
import type { RunCallsOptions } from "./run-calls-options.ts";

/**
 * Makes calls to a language model, several at the same time.
 *
 * A reply is on disk before it counts, and a call whose reply is on disk already is not made. Calls begin in their order.
 * A failed attempt that may succeed later is repeated after the wait that the server asks for plus a random wait whose
 * maximum doubles (exponential backoff with full jitter, as in the AWS architecture blog). A failure of one call is its
 * outcome. A failure of the model (see ModelFailures) ends the run, after running calls have ended and their replies are
 * kept. A call that took too long is repeated with fewer calls at the same time.
 * @returns the outcomes in the order of the calls
 * @throws RemoteError or RetryableError for the failure that ended the run; CancelledError if the signal is aborted; what
 * the journal throws if a reply cannot be kept; other errors of the model, such as InputError
 */
export async function runCalls(
  model: LanguageModel,
  calls: readonly Call[],
  options: RunCallsOptions,
): Promise<Outcome[]> {
  throwIfCancelled(options.signal);
  const outcomes = new Map<string, Outcome>();
  const pending = new Map<string, Call>();
  for (const call of calls) {
    if (pending.has(call.key) || outcomes.has(call.key))
      throw new Error(`Two calls have the key ${call.key}.`);
    // All kept replies are counted before any call is made, so the caps hold and a resumed run gives the same result.
    const reply = takeKept(call, options);
    if (reply === undefined) pending.set(call.key, call);
    else outcomes.set(call.key, { call, status: "answered", reply: completionOf(reply), isKept: true });
  }
  // A separate signal, because every running call listens to it and Node would warn of a leak.
  const signal = options.signal && AbortSignal.any([options.signal]);
  const run = new CallAttempts(model, { ...options, signal }, { done: outcomes.size, total: calls.length });
  const make = (call: Call, _index: number, stop: AbortSignal) => {
    setMaxListeners(0, stop, ...(signal ? [signal] : []));
    return run.make(call, stop);
  };
  for (const made of await mapConcurrent([...pending.values()], options.concurrency, make, signal)) {
    outcomes.set(made.call.key, made);
  }
  return calls.map(({ key }) => outcomes.get(key)!);
}

/**
 * Counts the kept replies of a call and returns the last one that answers it. Unusable replies were paid for as well, so
 * each is counted under its own key.
 */
function takeKept(
  call: Call,
  { replies, budget, isAnswer = () => true }: RunCallsOptions,
): Completion | undefined {
  const last = replies.get(call.key);
  if (last === undefined) return undefined;
  const all = replies.all?.(call.key) ?? [last];
  const answer = all.findLast((reply) => isAnswer(call, reply));
  for (const [i, reply] of all.entries()) {
    budget.countKeptReply(reply === answer ? call.key : `${call.key} reply ${i}`, call.request, reply);
  }
  return answer;
}
