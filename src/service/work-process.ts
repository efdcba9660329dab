import { type ChildProcess, fork } from "node:child_process";
import { getPriority, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { CancelledError, InputError, PilesortError, type ProgressEvent } from "../index.ts";

/** What work gets when it runs. */
export interface WorkContext {
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}

/** Messages to the process of the work. */
type Order = { readonly task: unknown } | { readonly cancel: true };

/** Messages from the process of the work. Errors are plain data, because their classes do not pass between processes. */
type News =
  | { readonly progress: ProgressEvent }
  | { readonly result: unknown }
  | { readonly error: string; readonly kind: "cancelled" | "expected" | "unexpected" };

/**
 * How much lower the priority of the process is (see nice(1)). Larger: requests keep their speed while a job runs, and the
 * job takes longer on a busy machine.
 */
const niceness = 10;
/** The lowest priority that there is. */
const lowestPriority = 19;

/**
 * Time, in milliseconds, for cancelled work to end by itself; then its process is ended. Larger: a server with a job stops
 * later. Smaller: more leftovers on the disk.
 */
const cancelMilliseconds = 2000;

/**
 * Does work in a process of its own, with lower priority, so that the event loop of this process stays free. The process
 * ends with the work, and also if this process ends.
 * @param program the module that calls `serveWork`
 * @param task what the program does, as data that a structured clone can copy
 * @returns what the work returned
 * @throws CancelledError; InputError with the message of an error of pilesort; PilesortError if the process was ended
 */
export async function runInProcess<Result>(
  program: URL,
  task: unknown,
  { signal, onProgress }: WorkContext,
): Promise<Result> {
  if (signal.aborted) throw cancelled(signal);
  const child = start(program);
  const send = (order: Order) => child.connected && child.send(order, () => {});
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => {
    send({ cancel: true });
    timer = setTimeout(() => child.kill("SIGKILL"), cancelMilliseconds);
  };
  signal.addEventListener("abort", cancel, { once: true });
  try {
    send({ task });
    const outcome = await outcomeOf(child, onProgress).catch((error) => {
      throw signal.aborted ? cancelled(signal) : error;
    });
    if (signal.aborted) throw cancelled(signal);
    if ("result" in outcome) return outcome.result as Result;
    throw errorOf(outcome);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

/**
 * Does the work of this process: takes one task from the process that started it, and ends with it.
 * @param work does the task. What it returns must be data that a structured clone can copy
 */
export function serveWork<Task>(work: (task: Task, context: WorkContext) => Promise<unknown>): void {
  const stop = new AbortController();
  const tell = (news: News) =>
    new Promise<void>((resolve) => {
      if (!process.connected) return resolve();
      process.send?.(news, undefined, {}, () => resolve());
    });
  // The process that started this one has ended, so nobody takes the result.
  process.once("disconnect", () => process.exit(1));
  process.on("message", async (order: Order) => {
    if ("cancel" in order) return stop.abort();
    const onProgress = (progress: ProgressEvent) => void tell({ progress });
    const news = await work(order.task as Task, { signal: stop.signal, onProgress }).then(
      (result): News => ({ result }),
      failed,
    );
    await tell(news);
    process.exit(0);
  });
}

function start(program: URL): ChildProcess {
  const path = fileURLToPath(program);
  const child = fork(path, [], {
    // Tests run the sources.
    execArgv: path.endsWith(".ts") ? ["--import", "tsx"] : [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    setPriority(child.pid!, Math.min(lowestPriority, getPriority() + niceness));
  } catch {
    // Some systems do not allow it. The work is done all the same.
  }
  return child;
}

/** Waits until the process has ended. */
function outcomeOf(
  child: ChildProcess,
  onProgress: WorkContext["onProgress"],
): Promise<Exclude<News, { progress: unknown }>> {
  return new Promise((resolve, reject) => {
    let outcome: Exclude<News, { progress: unknown }> | undefined;
    child.on("message", (news: News) => {
      if ("progress" in news) onProgress(news.progress);
      else outcome = news;
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (outcome !== undefined) resolve(outcome);
      else reject(new PilesortError(endedEarly(signal ?? `exit code ${code}`)));
    });
  });
}

function endedEarly(how: string): string {
  return `The process of the job ended before the job did (${how}); the machine may have too little memory for it.`;
}

function failed(error: unknown): News {
  if (error instanceof CancelledError) return { kind: "cancelled", error: error.message };
  if (error instanceof PilesortError) return { kind: "expected", error: error.message };
  return {
    kind: "unexpected",
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

function errorOf({ kind, error }: Extract<News, { error: string }>): Error {
  if (kind === "cancelled") return new CancelledError(error);
  if (kind === "expected") return new InputError(error);
  return new Error(error);
}

function cancelled({ reason }: AbortSignal): CancelledError {
  return new CancelledError("Stopped on request.", { cause: reason });
}
