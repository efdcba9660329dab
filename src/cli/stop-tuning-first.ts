import type { ProgressEvent } from "../index.ts";

/** Tells whether a wish to stop is about the tuning that is under way, or about all of the work. */
export interface StopTuningFirst {
  /** Ends the tuning; what it has learnt so far is kept, and the work goes on. */
  readonly tuning: AbortSignal;
  /** Ends the work. */
  readonly work: AbortSignal;
  /** To be told of the work's progress. */
  listen(event: ProgressEvent): void;
}

/**
 * Ctrl-C while an encoder is tuned ends the tuning only: minutes of work are not lost. At any other moment, and where
 * the process is asked to end, it ends the work.
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
