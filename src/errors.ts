/**
 * The base class of all errors of pilesort. Each subclass stands for one thing that the caller can do about the error. A
 * message says what happened, where, and what to do next.
 *
 * @example
 * try {
 *   await train({ classes: "classes.json" });
 * } catch (error) {
 *   if (error instanceof PilesortError) console.error(error.message);
 *   else throw error;
 * }
 */
export class PilesortError extends Error {
  override readonly name: string = "PilesortError";
}

/** The place of an error in the user's input. */
export interface InputPlace {
  /** Name of the file, flag or option that the input came from. */
  readonly source?: string;
  /** Line number in that file. The first line is 1. */
  readonly line?: number;
}

/** Thrown for invalid input. Correct the input and call again. */
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

/**
 * Thrown if a model or an encoder cannot be read: its folder is missing, damaged, of a newer format, or something else. Use
 * another folder.
 */
export class ModelFileError extends PilesortError {
  override readonly name = "ModelFileError";

  constructor(
    /** The folder or file that was rejected. */
    readonly path: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${reason}`, options);
  }
}

/** Thrown if a classifier is used before it is trained. Call train() first. */
export class NotTrainedError extends PilesortError {
  override readonly name = "NotTrainedError";
}

/** Thrown if a server cannot be reached or answers with an error. Try again later, or check the address and the key. */
export class RemoteError extends PilesortError {
  override readonly name = "RemoteError";

  constructor(
    message: string,
    /** The address of the request, without credentials. */
    readonly address: string,
    /** HTTP status of the answer. Undefined if there was no answer. */
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

/** Returns an address without credentials and query, as a RemoteError holds it. */
export function plainAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Thrown if some classes have no generated examples after all retries. The piles of the other classes are kept. */
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

/** Thrown if the caller's AbortSignal stopped the work. No unfinished output remains. */
export class CancelledError extends PilesortError {
  override readonly name = "CancelledError";
}

/** Throws a CancelledError if the signal is aborted. Long work calls it between two steps. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError("Stopped on request.", { cause: signal.reason });
}

/** Makes the error for an invalid option: "The option X must be ...; got ...". */
export function optionError(option: string, mustBe: string, got: unknown): InputError {
  return new InputError(`The option ${option} must be ${mustBe}; got ${describe(got)}.`, {
    source: undefined,
  });
}

/** Makes the error for an invalid argument: "The argument X must be ...; got ...". */
export function argumentError(argument: string, mustBe: string, got: unknown): InputError {
  return new InputError(`The argument ${argument} must be ${mustBe}; got ${describe(got)}.`);
}

/** Returns whether a value is an object that is neither a list nor null. */
export function isOptions(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
