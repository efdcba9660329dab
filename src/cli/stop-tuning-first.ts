import type { ProgressEvent } from "../index.ts";

/** Separates an interruption of the running fine-tuning from an interruption of all work. */
export interface StopTuningFirst {
  /** Ends fine-tuning. The best adapter so far is kept, and the work continues. */
  readonly tuning: AbortSignal;
  /** Ends all work. */
  readonly work: AbortSignal;
  /** Receives the progress events of the work. */
  listen(event: ProgressEvent): void;
}

/**
 * Makes Ctrl-C during fine-tuning end only the fine-tuning, so that minutes of work are not lost. At other times Ctrl-C
 * ends all work. SIGTERM always ends all work.
 */
export function stopTuningFirst(signal: AbortSignal): StopTuningFirst {
  const tuning = new AbortController();
  const work = new AbortController();
  let stage: ProgressEvent["stage"] | undefined;
  const stop = () => {
    const stopped = stage === "tune" && signal.reason !== "SIGTERM" ? tuning : work;
    stopped.abort(signal.reason);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  return {
    tuning: tuning.signal,
    work: work.signal,
    listen: (event) => {
      stage = event.stage;
    },
  };
}
