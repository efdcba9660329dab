/** One line of the log. It holds no texts and no keys: routes are logged as their patterns, without values. */
export interface LogEntry {
  /** ISO 8601. */
  readonly time: string;
  readonly level: "info" | "warning" | "error";
  readonly message: string;
  readonly requestId?: string;
  readonly method?: string;
  /** Pattern of the route, such as "/v1/models/{name}/classify". "unknown" if there is none. */
  readonly route?: string;
  readonly status?: number;
  readonly milliseconds?: number;
  readonly [detail: string]: unknown;
}

/** Takes the entries of a log. It must not throw. */
export type LogSink = (entry: LogEntry) => void;

/**
 * Returns what a log may say about an unexpected error: its name, its code and the places in the source.
 * @param withMessage also its message, which may quote texts
 */
export function loggedError(error: unknown, withMessage: boolean): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
  return {
    error: error.name,
    ...("code" in error && typeof error.code === "string" && { code: error.code }),
    ...(withMessage && { detail: error.message }),
    frames,
    ...(error.cause !== undefined && { cause: loggedError(error.cause, withMessage) }),
  };
}
