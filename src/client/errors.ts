/** The base class of all errors of the client. */
export class ClientError extends Error {
  override readonly name: string = "ClientError";
}

/** Thrown if the server cannot be reached, or the connection breaks off. Check the address, or try again. */
export class ConnectionError extends ClientError {
  override readonly name = "ConnectionError";
}

/** What the server says about a request that it did not answer. */
export interface Problem {
  readonly status: number;
  /** A stable name of the problem, such as "too-large". */
  readonly code: string;
  /** The id of the request, as in the server's log. */
  readonly requestId?: string;
}

/** An answer of the server that says why a request has none. */
abstract class ProblemError extends ClientError implements Problem {
  readonly status: number;
  readonly code: string;
  readonly requestId?: string;

  constructor(message: string, { status, code, requestId }: Problem) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** Thrown if the server rejects a request (status 400 to 499). The message says what to change. */
export class RequestError extends ProblemError {
  override readonly name = "RequestError";
}

/** Thrown if the server fails or is busy (status 500 to 599). Try again later. */
export class ServerError extends ProblemError {
  override readonly name = "ServerError";
}

/** Makes the error for a reply that is a problem, or something that no pilesort server sends. */
export async function errorOf(reply: Response): Promise<RequestError | ServerError> {
  const text = await reply.text().catch(() => "");
  const { status } = reply;
  let found: { readonly detail?: unknown; readonly code?: unknown; readonly requestId?: unknown } = {};
  try {
    found = (JSON.parse(text) ?? {}) as typeof found;
  } catch {
    // Proxies answer with pages.
  }
  const message =
    typeof found.detail === "string" ? found.detail : `The server answered with status ${status}.`;
  const problem = {
    status,
    code: typeof found.code === "string" ? found.code : "unknown",
    ...(typeof found.requestId === "string" && { requestId: found.requestId }),
  };
  return status >= 500 ? new ServerError(message, problem) : new RequestError(message, problem);
}
