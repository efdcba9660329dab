import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import {
  CancelledError,
  InputError,
  ModelFileError,
  NotTrainedError,
  PilesortError,
  RemoteError,
  RetryableError,
} from "../../index.ts";

/** Status of a request whose client went away before the answer. Nobody receives it; logs and metrics show it. */
export const clientClosedRequest = 499;

/** What went wrong with a request, as clients get it (RFC 9457, application/problem+json). */
export interface ProblemDetails {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  /** A stable name of the problem, for programs. */
  readonly code: string;
  /** One sentence: what happened, and what to do. */
  readonly detail: string;
  /** The id of the request, as in the logs. */
  readonly requestId: string;
}

/** Titles and codes by status. */
const kinds = {
  400: ["Invalid request", "invalid-request"],
  401: ["Token missing or wrong", "unauthorized"],
  403: ["Refused", "forbidden"],
  404: ["Not found", "not-found"],
  405: ["Method not allowed", "method-not-allowed"],
  408: ["Request too slow", "request-timeout"],
  409: ["Conflict", "conflict"],
  413: ["Request too large", "too-large"],
  415: ["Wrong content type", "unsupported-media-type"],
  422: ["Unusable input", "unusable-input"],
  429: ["Too many requests", "too-many-requests"],
  499: ["Client closed the request", "client-closed-request"],
  500: ["Unexpected error", "internal-error"],
  502: ["Another server failed", "remote-error"],
  503: ["Not available now", "unavailable"],
} as const satisfies Record<number, readonly [title: string, code: string]>;

export type ProblemStatus = keyof typeof kinds;

/** Thrown by a handler to answer with a problem. The message is one sentence for the client. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";

  constructor(
    readonly status: ProblemStatus,
    message: string,
    /** Headers of the answer, such as Retry-After. */
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Turns any error into a problem. The message of an unexpected error is not shown to clients: it may contain anything. */
export function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof InputError) return new HttpProblem(400, error.message, {}, { cause: error });
  if (error instanceof NotTrainedError) return new HttpProblem(409, error.message, {}, { cause: error });
  if (error instanceof ModelFileError) return new HttpProblem(422, error.message, {}, { cause: error });
  if (error instanceof RemoteError) return new HttpProblem(502, error.message, {}, { cause: error });
  if (error instanceof RetryableError) {
    const seconds = Math.ceil((error.retryAfterMilliseconds ?? 1000) / 1000);
    return new HttpProblem(503, error.message, { "Retry-After": String(seconds) }, { cause: error });
  }
  if (error instanceof CancelledError)
    return new HttpProblem(503, "The work was stopped before it ended; try again.", {}, { cause: error });
  if (error instanceof PilesortError) return new HttpProblem(422, error.message, {}, { cause: error });
  if (error instanceof HTTPException) return problemOfFramework(error);
  return new HttpProblem(
    500,
    "An unexpected error occurred; the server's log has the cause beside the id of this request.",
    {},
    { cause: error },
  );
}

/** Turns an error of the framework, such as that for malformed JSON, into a problem. */
function problemOfFramework(error: HTTPException): HttpProblem {
  const status = error.status in kinds ? (error.status as ProblemStatus) : 400;
  const sentence =
    status === 415
      ? "The content type of the request is not supported; send application/json."
      : `The request cannot be read: ${error.message}.`;
  return new HttpProblem(status, sentence, {}, { cause: error });
}

/** Makes the answer for a problem. */
export function problemResponse(problem: HttpProblem, requestId: string): Response {
  const [title, code] = kinds[problem.status];
  const { status, message: detail, headers } = problem;
  const details: ProblemDetails = { type: "about:blank", title, status, code, detail, requestId };
  return new Response(JSON.stringify(details), {
    status: status as ContentfulStatusCode,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}
