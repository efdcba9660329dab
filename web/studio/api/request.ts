import type { Failure } from "../../../src/studio/contract.ts";

/** The studio answered that a request failed. The message is for people: what happened, and what to do next. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: number;
  /** Of a conflict: the present state of what the request wanted to change. */
  readonly current: unknown;

  constructor({ status, detail, current }: Pick<Failure, "status" | "detail" | "current">) {
    super(detail);
    this.status = status;
    this.current = current;
  }

  /** Whether another tab changed the same thing since it was read. */
  get isConflict(): boolean {
    return this.status === 409;
  }
}

/** The studio did not answer: it was closed, or the machine sleeps. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** What a request sends. `json` is sent as JSON, `file` as it is. */
interface Sent {
  readonly query?: object;
  readonly json?: unknown;
  readonly file?: Blob;
  readonly signal?: AbortSignal;
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * Sends a request to the studio and returns its answer; undefined if the answer is empty.
 * @throws RequestError if the studio answers with a failure
 * @throws UnreachableError if there is no answer
 */
export async function request<Answer>(method: Method, path: string, sent: Sent = {}): Promise<Answer> {
  const { query, json, file, signal } = sent;
  const type = file === undefined ? "application/json" : "application/octet-stream";
  const body = file ?? (json === undefined ? undefined : JSON.stringify(json));
  let response: Response;
  try {
    response = await fetch(`${path}${queryOf(query)}`, {
      method,
      signal,
      ...(method !== "GET" && {
        headers: { "content-type": type },
        body: body ?? (method === "DELETE" ? undefined : "{}"),
      }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new UnreachableError("The studio does not answer. Is `pilesort studio` still running?", { cause });
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Answer;
  throw new RequestError(await failureOf(response));
}

/** Writes the query of an address. Values that are undefined are left out. */
export function queryOf(query: object = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) parameters.append(name, String(value));
  return parameters.size === 0 ? "" : `?${parameters}`;
}

async function failureOf(response: Response): Promise<Pick<Failure, "status" | "detail" | "current">> {
  try {
    return (await response.json()) as Failure;
  } catch {
    const detail = `The studio answered with status ${response.status}, without a reason. Try again.`;
    return { status: response.status, detail };
  }
}
