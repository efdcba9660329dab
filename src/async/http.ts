import { PilesortError, plainAddress, RemoteError, throwIfCancelled } from "../errors.ts";
import { createGuardedFetch, type GuardOptions } from "./guarded-fetch.ts";
import { TryAgain } from "./retry.ts";
import { createSecretMask, maskedCause } from "./secret-mask.ts";

export interface HttpRequest {
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal | undefined;
  /** The name of the server in messages: "The embedding server". */
  readonly service: string;
  /** The key. It is sent to the address's own origin only, and masked in messages, even if the server repeats it. */
  readonly secret: string | undefined;
  /** Maximum number of bytes of the answer's body, after decompression. */
  readonly maximumBytes: number;
  readonly otherOrigins?: GuardOptions["otherOrigins"];
  readonly redirectRemedy?: string;
}

/** Statuses of failures that may be gone a little later. */
const retriedStatuses = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Sends one request.
 * @returns a response of status 2xx. Its body is not read yet.
 * @throws CancelledError, RemoteError, or TryAgain with a RemoteError if a second try may succeed
 */
export async function sendRequest(request: HttpRequest): Promise<Response> {
  const { url, method = "GET", headers, body, signal, secret } = request;
  const authorization: Record<string, string> =
    secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  const send = createGuardedFetch(request);
  let response: Response;
  try {
    response = await send(url, { method, headers: { ...headers, ...authorization }, body, signal });
  } catch (cause) {
    throw connectionFailure(request, cause);
  }
  if (response.ok) return response;
  const detail = await readDetail(response, secret);
  const message = `${request.service} answered ${response.status}${statusHint(response.status)}${detail}.`;
  const error = new RemoteError(message, plainAddress(url), response.status);
  throw retriedStatuses.has(response.status) ? new TryAgain(error, retryAfter(response)) : error;
}

/**
 * Reads a body as JSON.
 * @returns undefined if the body is not JSON
 * @throws CancelledError, RemoteError if the body is too large, TryAgain if the connection breaks off
 */
export async function readJson(request: HttpRequest, response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw connectionFailure(request, cause);
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Makes the error for a connection that could not be opened or broke off. */
export function connectionFailure({ url, signal, service, secret }: HttpRequest, reason: unknown): Error {
  throwIfCancelled(signal);
  const mask = createSecretMask([secret]);
  if (reason instanceof TryAgain) return reason;
  if (reason instanceof RemoteError) {
    return new RemoteError(mask(reason.message), mask(reason.address), reason.status);
  }
  if (reason instanceof PilesortError) return reason;
  const address = plainAddress(url);
  const message = `${service} cannot be reached at ${address}${causeCode(reason)}.`;
  return new TryAgain(new RemoteError(message, address, undefined, { cause: maskedCause(reason, mask) }));
}

function causeCode(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
}

function statusHint(status: number): string {
  if (status === 401 || status === 403) return " (the key is missing or not accepted)";
  if (status === 404) return " (there is nothing of this name)";
  if (status === 429) return " (too many requests)";
  return "";
}

/** Returns the first words of an error's body, which often name the reason. */
async function readDetail(response: Response, secret: string | undefined): Promise<string> {
  const body = await response.text().catch(() => "");
  const shown = createSecretMask([secret])(messageIn(body).slice(0, 2000)).replace(/\s+/g, " ").trim();
  return shown === "" ? "" : `: ${shown.slice(0, 200).replace(/\.$/, "")}`;
}

function messageIn(body: string): string {
  try {
    const { error, message } = JSON.parse(body);
    return String(error?.message ?? error ?? message ?? "");
  } catch {
    return body.startsWith("<") ? "" : body;
  }
}

/** Returns the milliseconds that a server asks to wait. The header holds seconds or a date (RFC 9110). */
function retryAfter(response: Response): number | undefined {
  const value = response.headers.get("retry-after");
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(milliseconds, 0) : undefined;
}
