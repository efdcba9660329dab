import { TryAgain } from "../async/retry.ts";
import { CancelledError, PilesortError, plainAddress, RemoteError } from "../errors.ts";

/** Whose failure is told, and how. */
export interface FailureContext {
  /** The model's name, as messages show it. */
  readonly name: string;
  readonly signal: AbortSignal | undefined;
  /** Never shown, even where the other side repeats it. */
  readonly secret: string | undefined;
  readonly remedies: Remedies;
}

/** Parts of sentences that say what to do. */
export interface Remedies {
  /** The key was not accepted. */
  readonly key?: string;
  /** There is no model of this name. */
  readonly name?: string;
  /** Nothing, or nothing of the right kind, answers at the address. */
  readonly address?: string;
}

/** What the AI SDK throws where a request fails (APICallError); known by its name, so that the SDK need not be loaded. */
interface ApiCallError extends Error {
  readonly url: string;
  readonly statusCode?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
  readonly isRetryable: boolean;
}

/**
 * What to throw for what an AI SDK model threw: CancelledError, RemoteError, or TryAgain with a RemoteError where the
 * failure may pass. The SDK's error is not kept as the cause, for it holds the user's rows and may hold the key.
 */
export function remoteFailure(reason: unknown, context: FailureContext): Error {
  const { name, signal } = context;
  if (signal?.aborted) return new CancelledError("Stopped on request.", { cause: signal.reason });
  if (reason instanceof PilesortError) return reason;
  if (isApiCallError(reason)) return callFailure(reason, context);
  const words = reason instanceof Error ? reason.message : String(reason);
  const error = new RemoteError(sentence(`${name} failed`, shown(words, context.secret)), name);
  return isTimeout(reason) ? new TryAgain(error) : error;
}

/** The status of an answer that is none, and its body's words, whole. */
export function refusal(reason: unknown): { status: number; words: string } | undefined {
  if (!isApiCallError(reason) || reason.statusCode === undefined) return undefined;
  return { status: reason.statusCode, words: reason.responseBody ?? "" };
}

function isApiCallError(reason: unknown): reason is ApiCallError {
  return reason instanceof Error && reason.name === "AI_APICallError";
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && (reason.name === "TimeoutError" || reason.name === "AbortError");
}

function callFailure(reason: ApiCallError, context: FailureContext): Error {
  const address = plainAddress(reason.url);
  const error = new RemoteError(describe(reason, address, context), address, reason.statusCode);
  return mayPass(reason) ? new TryAgain(error, retryAfter(reason.responseHeaders ?? {})) : error;
}

/** A quota that is used up comes as "too many requests", and no waiting brings it back. */
function mayPass({ isRetryable, responseBody = "" }: ApiCallError): boolean {
  return isRetryable && !responseBody.includes("insufficient_quota");
}

function describe(reason: ApiCallError, address: string, context: FailureContext): string {
  const { name, secret, remedies } = context;
  const { statusCode: status, isRetryable, responseBody = "" } = reason;
  const isKeyRefused = status === 401 || status === 403;
  // Where the key is not known it cannot be masked, and a refusal may repeat it.
  const words = isKeyRefused && secret === undefined ? "" : shown(messageIn(responseBody), secret);
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

/** "ECONNREFUSED" and the like, from the error at the bottom. */
function causeCode({ cause }: Error): string {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string") return ` (${error.code})`;
  }
  return "";
}

/** The first words of what the other side says, on one line, without the key. */
function shown(words: string, secret: string | undefined): string {
  const masked = secret === undefined ? words : words.replaceAll(secret, "***");
  return masked.replace(/\s+/g, " ").trim().slice(0, 200).replace(/\.$/, "");
}

function messageIn(body: string): string {
  try {
    const { error, message, detail } = JSON.parse(body);
    const found = error?.message ?? error ?? message ?? detail ?? "";
    return typeof found === "string" ? found : JSON.stringify(found);
  } catch {
    return body.trimStart().startsWith("<") ? "" : body;
  }
}

/** In milliseconds; the header in seconds or as a date (RFC 9110), or OpenAI's own in milliseconds. */
function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const precise = Number.parseFloat(headers["retry-after-ms"] ?? "");
  if (precise >= 0) return precise;
  const value = headers["retry-after"] ?? "";
  const milliseconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(milliseconds, 0) : undefined;
}
