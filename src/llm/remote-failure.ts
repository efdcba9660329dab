import { TryAgain } from "../async/retry.ts";
import type { SecretMask } from "../async/secret-mask.ts";
import { CancelledError, PilesortError, plainAddress, RemoteError } from "../errors.ts";
import { httpFailureIn, isTemporary, retryAfterIn } from "./http-failure.ts";

/** What messages about a failure need. */
export interface FailureContext {
  /** The model's name, as messages show it. */
  readonly name: string;
  readonly signal: AbortSignal | undefined;
  /** Hides the key if the server repeats it. */
  readonly mask: SecretMask;
  /** Whether the mask knows the key. If not, a rejection of the key is not quoted, because it may repeat the key. */
  readonly knowsSecret: boolean;
  readonly remedies: Remedies;
}

/** Parts of sentences that say what the user can do. */
export interface Remedies {
  /** The key was not accepted. */
  readonly key?: string;
  /** The server has no model of this name. */
  readonly name?: string;
  /** No server, or a server of another kind, answers at the address. */
  readonly address?: string;
}

/** The AI SDK's error of a failed request (APICallError). It is recognized by its name, so the SDK need not be loaded. */
interface ApiCallError extends Error {
  readonly url: string;
  readonly statusCode?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
  readonly isRetryable: boolean;
}

/**
 * Returns the error to throw for an error of an AI SDK model: CancelledError, RemoteError, or TryAgain with a RemoteError
 * if a later attempt may succeed. The SDK's error is not kept as the cause because it contains the user's examples and
 * maybe the key.
 */
export function remoteFailure(reason: unknown, context: FailureContext): Error {
  const { name, signal, mask } = context;
  if (signal?.aborted) return new CancelledError("Stopped on request.", { cause: signal.reason });
  const own = ownErrorIn(reason);
  if (own instanceof RemoteError) return new RemoteError(mask(own.message), mask(own.address), own.status);
  if (own !== undefined) return own;
  if (isApiCallError(reason)) return callFailure(reason, context);
  const words = reason instanceof Error ? reason.message : String(reason);
  // The server answered, but the SDK cannot read the answer.
  const isAnswer = reason instanceof Error && reason.name === "AI_InvalidResponseDataError";
  const http = httpFailureIn(reason);
  const status = isAnswer ? 200 : http?.status;
  const error = new RemoteError(sentence(`${name} failed`, shown(words, mask)), name, status);
  return isTimeout(reason) || http !== undefined ? new TryAgain(error, http?.retryAfterMilliseconds) : error;
}

/** Finds the error of a guarded fetch among the causes. */
function ownErrorIn(reason: unknown): PilesortError | undefined {
  for (let error = reason; error instanceof Error; error = error.cause) {
    if (error instanceof PilesortError) return error;
  }
  return undefined;
}

/** A rejected request: the status and the whole body of the answer. */
export interface Rejection {
  readonly status: number;
  readonly words: string;
}

export function rejectionOf(reason: unknown): Rejection | undefined {
  if (!isApiCallError(reason) || reason.statusCode === undefined) return undefined;
  // A body may be JSON within JSON, with escaped quotes.
  return { status: statusOf(reason)!, words: (reason.responseBody ?? "").replaceAll("\\", "") };
}

/** Returns the HTTP status. Some services answer 200 and put the status of the failure into the body. */
function statusOf({ statusCode, responseBody = "" }: ApiCallError): number | undefined {
  if (statusCode === undefined || statusCode >= 300) return statusCode;
  try {
    const { error } = JSON.parse(responseBody);
    const code = Number(error?.status ?? error?.code);
    return Number.isInteger(code) && code >= 400 && code < 600 ? code : statusCode;
  } catch {
    return statusCode;
  }
}

function isApiCallError(reason: unknown): reason is ApiCallError {
  return reason instanceof Error && reason.name === "AI_APICallError";
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && (reason.name === "TimeoutError" || reason.name === "AbortError");
}

function callFailure(reason: ApiCallError, context: FailureContext): Error {
  const address = plainAddress(reason.url);
  const status = statusOf(reason);
  const words = context.mask(describe(reason, status, address, context));
  const code = codeIn(reason);
  const cause = code === undefined ? undefined : Object.assign(new Error(code), { code });
  const error = new RemoteError(words, address, status, cause && { cause });
  return mayPass(reason, status) ? new TryAgain(error, retryAfterIn(reason.responseHeaders ?? {})) : error;
}

/** Returns whether a later attempt may succeed. A used-up quota has the status 429, but waiting does not help. */
function mayPass({ isRetryable, responseBody = "" }: ApiCallError, status = 0): boolean {
  const passes = isRetryable || isTemporary(status);
  return passes && !responseBody.includes("insufficient_quota");
}

function describe(
  reason: ApiCallError,
  status: number | undefined,
  address: string,
  { name, mask, knowsSecret, remedies }: FailureContext,
): string {
  const { isRetryable, responseBody = "" } = reason;
  const isKeyRefused = status === 401 || status === 403;
  // An unknown key cannot be masked, and a rejection may repeat it.
  const words = isKeyRefused && !knowsSecret ? "" : shown(messageIn(responseBody), mask);
  const isAnswer = status !== undefined && status < 300;
  if (status === undefined || (isAnswer && isRetryable)) {
    return sentence(`${name} cannot be reached at ${address}${causeCode(reason)}`, "", remedies.address);
  }
  if (isAnswer) {
    return sentence(`${name} did not answer as a language model does at ${address}`, words, remedies.address);
  }
  const remedy = isKeyRefused ? remedies.key : status === 404 ? remedies.name : undefined;
  return sentence(`${name} answered ${status}${statusHint(status)}`, words, remedy);
}

function sentence(fact: string, words: string, remedy?: string): string {
  const detail = words === "" ? "" : `: ${words}`;
  return remedy === undefined ? `${fact}${detail}.` : `${fact}${detail}. ${remedy}.`;
}

function statusHint(status: number): string {
  if (status === 401 || status === 403) return " (the key is missing or not accepted)";
  if (status === 404) return " (there is nothing of this name)";
  if (status === 429) return " (too many requests, or a quota used up)";
  return "";
}

function causeCode(error: Error): string {
  const code = codeIn(error);
  return code === undefined ? "" : ` (${code})`;
}

/** Returns the code of the innermost cause that has one, such as "ECONNREFUSED". */
function codeIn({ cause }: Error): string | undefined {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string") return error.code;
  }
  return undefined;
}

const unsentCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|ERR_SSL_.*|.*CERT.*|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/** Returns whether a failed request was certainly not charged: the server rejected it or was not reached. */
export function isUncharged({ status, cause }: RemoteError): boolean {
  if (status !== undefined) return status >= 300;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  return code === undefined || unsentCodes.test(code);
}

/** Returns the beginning of the server's words on one line, without the key. */
function shown(words: string, mask: SecretMask): string {
  // Masked before it is cut: half a key would not be recognized.
  return mask(words).replace(/\s+/g, " ").trim().slice(0, 200).replace(/\.$/, "");
}

function messageIn(body: string): string {
  try {
    const parsed = JSON.parse(body);
    // Gemini's OpenAI-compatible interface puts the error into a list.
    const { error, message, detail } = Array.isArray(parsed) ? (parsed[0] ?? {}) : parsed;
    const found = error?.message ?? error ?? message ?? detail ?? "";
    return typeof found === "string" ? found : JSON.stringify(found);
  } catch {
    return body.trimStart().startsWith("<") ? "" : body;
  }
}
