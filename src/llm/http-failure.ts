/** A failure of a server that may pass: the HTTP status, and how long the server asks to wait. */
export interface HttpFailure {
  readonly status: number;
  readonly retryAfterMilliseconds?: number;
}

/** The fields in which clients of HTTP interfaces keep what the server answered. */
interface HttpErrorFields {
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly headers?: unknown;
  readonly responseHeaders?: unknown;
  readonly retryAfter?: unknown;
  readonly response?: { readonly status?: unknown; readonly headers?: unknown } | null;
}

/**
 * Finds in an error of any HTTP client whether a server failed in a way that may pass: status 408, 429 or 500 to 599.
 * Reads `status` or `statusCode` of the error or its `response`, and the wait from the headers "retry-after-ms" and
 * "retry-after" or from `retryAfter` in seconds.
 * @returns undefined for any other error, and for a quota that is used up
 */
export function httpFailureIn(error: unknown): HttpFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, statusCode, code, headers, responseHeaders, retryAfter, response } =
    error as HttpErrorFields;
  const found = [status, statusCode, response?.status].find((each) => typeof each === "number");
  if (found === undefined || !isTemporary(found) || code === "insufficient_quota") return undefined;
  const fields = headersIn(headers ?? responseHeaders ?? response?.headers);
  const inField: Record<string, string> =
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { status: found, retryAfterMilliseconds: retryAfterIn({ ...inField, ...fields }) };
}

/** Returns whether a request that a server answered with this HTTP status may succeed later. */
export function isTemporary(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status < 600);
}

/**
 * Returns how long a server asks to wait, in milliseconds: by the header "retry-after" in seconds or as a date
 * (RFC 9110), or by OpenAI's "retry-after-ms".
 * @param headers names in lower case
 */
export function retryAfterIn(headers: Readonly<Record<string, string>>): number | undefined {
  const precise = Number.parseFloat(headers["retry-after-ms"] ?? "");
  if (precise >= 0) return precise;
  const value = headers["retry-after"] ?? "";
  const milliseconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(milliseconds, 0) : undefined;
}

/** Headers as an object with names in lower case; clients keep them as Headers, a Map or an object. */
function headersIn(headers: unknown): Record<string, string> {
  if (typeof headers !== "object" || headers === null) return {};
  const entries: Iterable<readonly [unknown, unknown]> =
    headers instanceof Headers || headers instanceof Map ? headers.entries() : Object.entries(headers);
  return Object.fromEntries([...entries].map(([name, value]) => [String(name).toLowerCase(), String(value)]));
}
