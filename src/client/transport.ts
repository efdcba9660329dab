import { ConnectionError, errorOf } from "./errors.ts";

/** How to reach a server. */
export interface ClientOptions {
  /** Address of the server, such as "http://127.0.0.1:8000". */
  readonly url: string;
  /** Token of the server, if it has one. */
  readonly token?: string;
  /** Number of times that a request is sent again if the server is busy (429 or 503) or cannot be reached. Default: 2 */
  readonly retries?: number;
  /** Sends the requests. Default: the global fetch */
  readonly fetch?: typeof globalThis.fetch;
}

/** Stops a call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** A request as the transport sends it. */
export interface Call extends CallOptions {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of a body. */
  readonly content?: { readonly type: string; readonly data: Blob | Uint8Array<ArrayBuffer> };
  /** Whether sending it twice does no harm. Only such requests are sent again after a broken connection. Default: false */
  readonly isRepeatable?: boolean;
}

/** Wait, in milliseconds, before a request is sent again, if the server names none. It doubles each time. */
const firstWait = 250;
/** Maximum wait in milliseconds. */
const maxWait = 10_000;

/** Sends requests to one server, again if it is busy. */
export class Transport {
  readonly #options: ClientOptions;
  readonly #base: string;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, "");
  }

  /** Sends a request. @returns the reply to a valid one; its body is not read yet */
  async send(path: string, call: Call = {}): Promise<Response> {
    const { retries = 2 } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const isLast = attempt >= retries;
      const reply = await this.#fetch(path, call).catch((cause: unknown) => {
        if (call.signal?.aborted) throw cause;
        if (isLast || !call.isRepeatable) {
          throw new ConnectionError(`The server at ${this.#base} cannot be reached; check its address.`, {
            cause,
          });
        }
        return undefined;
      });
      if (reply?.ok) return reply;
      if (reply !== undefined && (isLast || ![429, 503].includes(reply.status))) throw await errorOf(reply);
      const seconds = Number(reply?.headers.get("retry-after") ?? Number.NaN);
      await wait(Number.isFinite(seconds) ? seconds * 1000 : firstWait * 2 ** attempt, call.signal);
    }
  }

  /** Sends a request and reads the reply as JSON. */
  async json<Reply>(path: string, call: Call = {}): Promise<Reply> {
    const reply = await this.send(path, call);
    try {
      return (await reply.json()) as Reply;
    } catch (cause) {
      if (call.signal?.aborted) throw cause;
      throw new ConnectionError("The reply of the server broke off.", { cause });
    }
  }

  #fetch(path: string, { method, body, content, signal }: Call): Promise<Response> {
    const type = content?.type ?? (body === undefined ? undefined : "application/json");
    const { token, fetch: send = globalThis.fetch } = this.#options;
    return send(`${this.#base}${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(type !== undefined && { "Content-Type": type }),
      },
      ...(type !== undefined && { body: content?.data ?? JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  }
}

async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.min(milliseconds, maxWait));
    signal?.addEventListener("abort", () => [clearTimeout(timer), resolve()], { once: true });
  });
  signal?.throwIfAborted();
}
