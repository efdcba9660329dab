/** Ends work where the other side sends nothing for too long. */
export interface SilenceLimit {
  /** Fires when the time is over, or when the caller's own signal does. */
  readonly signal: AbortSignal;
  readonly isOver: boolean;
  readonly seconds: number;
  /** Something came: the time begins anew. */
  heard(): void;
  stop(): void;
}

/** With less, a slow line would be given up; with more, a dead one keeps the user waiting. */
const usualMilliseconds = 60_000;

export function startSilenceLimit(
  signal: AbortSignal | undefined,
  milliseconds = usualMilliseconds,
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
