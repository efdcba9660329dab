/**
 * The error family. A subclass stands for what the caller can do about it; every message says what is wrong,
 * where, and what to do, in one sentence or two.
 */
export class PilesortError extends Error {
  override readonly name: string = "PilesortError";
}

/** Where in the user's input a mistake was found. */
export interface InputPlace {
  /** File name, flag or option that carried the input. */
  readonly source?: string;
  /** Line in that file, from 1. */
  readonly line?: number;
}

/** The caller gave something that cannot be used: mend the input and call again. */
export class InputError extends PilesortError {
  override readonly name = "InputError";
  readonly source?: string;
  readonly line?: number;

  constructor(message: string, place: InputPlace & ErrorOptions = {}) {
    super(`${placePrefix(place)}${message}`, place);
    this.source = place.source;
    this.line = place.line;
  }
}

/** A model or encoder folder is missing, damaged, of a newer format or not one at all: use another. */
export class ModelFileError extends PilesortError {
  override readonly name = "ModelFileError";

  constructor(
    /** The folder or file that was refused. */
    readonly path: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${reason}`, options);
  }
}

/** The classifier was asked before it was trained: call train() first. */
export class NotTrainedError extends PilesortError {
  override readonly name = "NotTrainedError";
}

/** A remote thing that the user named did not answer as it should: try again later, or look at address and key. */
export class RemoteError extends PilesortError {
  override readonly name = "RemoteError";

  constructor(
    message: string,
    /** The address asked, without credentials. */
    readonly address: string,
    /** HTTP status where there was an answer. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Says that a call failed now and may succeed later. Throw it from a language model or a generator of your own, for
 * instance when a server answers "too many requests": the call is made again, up to 8 times in all, after a wait that
 * grows with each attempt, and fewer calls are made at the same time.
 * @example
 * const generator: Generator = {
 *   name: "templates",
 *   async generate(definition, { signal }) {
 *     const response = await fetch(`http://localhost:8000/${definition.name}`, { signal });
 *     if (response.status === 429) throw new RetryableError("The server is busy.", { retryAfterMilliseconds: 5_000 });
 *     return (await response.json()) as string[];
 *   },
 * };
 */
export class RetryableError extends PilesortError {
  override readonly name = "RetryableError";
  /** How long to wait at least before the next attempt; default: a random wait that doubles with each attempt. */
  readonly retryAfterMilliseconds?: number;

  constructor(message: string, options: ErrorOptions & { readonly retryAfterMilliseconds?: number } = {}) {
    super(message, options);
    this.retryAfterMilliseconds = options.retryAfterMilliseconds;
  }
}

/** An address as a RemoteError tells it, without credentials and query. */
export function plainAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Some classes could not be written about, after all retries; the piles of the others are there and may be trained on. */
export class GenerationError extends PilesortError {
  override readonly name = "GenerationError";

  constructor(
    message: string,
    /** The classes without examples. */
    readonly classes: readonly string[],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The caller's AbortSignal stopped the work; nothing half-done is left behind. */
export class CancelledError extends PilesortError {
  override readonly name = "CancelledError";
}

/** Throws a CancelledError where the signal has fired; call it between units of work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError("Stopped on request.", { cause: signal.reason });
}

/** The one sentence pattern for options: "The option X must be ...; got ...". */
export function optionError(option: string, mustBe: string, got: unknown): InputError {
  return new InputError(`The option ${option} must be ${mustBe}; got ${describe(got)}.`, {
    source: undefined,
  });
}

/** The same sentence for arguments: "The argument X must be ...; got ...". */
export function argumentError(argument: string, mustBe: string, got: unknown): InputError {
  return new InputError(`The argument ${argument} must be ${mustBe}; got ${describe(got)}.`);
}

/** Whether a value is an object, not a list and not null. */
export function isOptions(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws InputError where options are given that are no object */
export function requireOptions(options: unknown): void {
  if (!isOptions(options)) throw argumentError("options", "an object", options);
}

function describe(value: unknown): string {
  if (typeof value === "string")
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return String(value);
}

function placePrefix({ source, line }: InputPlace): string {
  if (source === undefined) return line === undefined ? "" : `line ${line}: `;
  return line === undefined ? `${source}: ` : `${source}, line ${line}: `;
}
