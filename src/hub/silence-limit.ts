/** Ends work if the other side sends nothing for too long. */
export interface SilenceLimit {
  /** Fires when the time is over, or when the caller's own signal fires. */
  readonly signal: AbortSignal;
  readonly isOver: boolean;
  readonly seconds: number;
  /** Restarts the time, because something arrived. */
  heard(): void;
  stop(): void;
}

/** Smaller: slow connections are cut. Larger: the user waits longer for a dead connection. */
const defaultMilliseconds = 60_000;

/** Starts the time. @param signal the caller's own signal */
export function startSilenceLimit(
  signal: AbortSignal | undefined,
  milliseconds = defaultMilliseconds,
): SilenceLimit {
  const end = new AbortController();
  let timer = setTimeout(() => end.abort(), milliseconds);
  return {
    signal: signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]),
    get isOver() {
      return end.signal.aborted;
    },
    seconds: milliseconds / 1000,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(() => end.abort(), milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}
