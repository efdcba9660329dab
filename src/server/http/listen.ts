import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { InputError } from "../../index.ts";
import type { HttpEnv } from "./http-app.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { isLoopback } from "./origins.ts";

/** Where and how a server listens. */
export interface ListenOptions {
  /** Address to listen on. Default: 127.0.0.1, which only this machine reaches */
  readonly host?: string;
  /** Default: 0, which is any free port */
  readonly port?: number;
  /** The one that the app was made with. */
  readonly lifecycle: Lifecycle;
  /** Time, in milliseconds, in which the headers of a request must have arrived. Default: 10 seconds */
  readonly headersMilliseconds?: number;
  /** Maximum number of open connections. Default: 1,000 */
  readonly maxConnections?: number;
}

/** A server that listens. */
export interface RunningServer {
  /** Such as "http://127.0.0.1:8000". */
  readonly url: string;
  readonly port: number;
  /**
   * Stops: no new connections, requests in progress are finished, then the rest is cut off.
   * @param graceMilliseconds maximum time for requests in progress; default: 10 seconds
   */
  stop(graceMilliseconds?: number): Promise<void>;
}

/** Length of the shortest token that is accepted. A shorter one could be guessed. */
const shortestToken = 16;
/** Time, in milliseconds, that stopped requests get to answer that they were stopped. */
const lastWordsMilliseconds = 500;

/** Time, in milliseconds, between two looks for idle connections while the server stops. Larger: it stops later. */
const idleCheckMilliseconds = 50;

/** What a server says about its safety before it listens. */
export interface ExposureOptions {
  readonly host?: string;
  readonly token?: string;
  readonly insecure?: boolean;
}

/**
 * Checks that a server is not open to other machines by accident.
 * @throws InputError if the address is not a loopback one and there is no token, or if the token is short
 */
export function checkExposure({ host = "127.0.0.1", token, insecure = false }: ExposureOptions): void {
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new InputError("The token must consist of visible ASCII characters without blanks.");
  if (token !== undefined && token.length < shortestToken)
    throw new InputError(`The token must have at least ${shortestToken} characters; got ${token.length}.`);
  if (isLoopback(host) || token !== undefined || insecure) return;
  throw new InputError(
    `Other machines can reach the address ${host}; give a token with --token-file or PILESORT_TOKEN, or allow everybody with --insecure.`,
  );
}

/** Starts to listen. @throws InputError if the address cannot be used */
export async function listen(app: Hono<HttpEnv>, options: ListenOptions): Promise<RunningServer> {
  const { host = "127.0.0.1", port = 0, lifecycle } = options;
  const { headersMilliseconds = 10_000, maxConnections = 1000 } = options;
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      headersTimeout: headersMilliseconds,
      // Bodies have limits of their own, since a stream may take as long as it needs.
      requestTimeout: 0,
      connectionsCheckingInterval: Math.min(headersMilliseconds, 1000),
      keepAliveTimeout: 60_000,
      maxHeaderSize: 16 * 1024,
    },
  }) as Server;
  server.maxConnections = maxConnections;
  await bind(server, host, port);
  const { port: found } = server.address() as AddressInfo;
  const shown = host.includes(":") ? `[${host}]` : host;
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${shown}:${found}`,
    port: found,
    stop: (grace = 10_000) => (stopped ??= stop(server, lifecycle, grace)),
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const reasons: Readonly<Record<string, string>> = {
        EADDRINUSE: `The port ${port} of ${host} is in use; choose another one with --port, or 0 for a free one.`,
        EACCES: `The port ${port} needs the rights of an administrator; choose one above 1023 with --port.`,
        EADDRNOTAVAIL: `This machine does not have the address ${host}; give one of its own with --host.`,
        ENOTFOUND: `The address ${host} is unknown; give one of this machine with --host.`,
      };
      const reason = reasons[cause.code ?? ""] ?? `The server cannot listen on ${host}: ${cause.message}.`;
      reject(new InputError(reason, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

async function stop(server: Server, lifecycle: Lifecycle, grace: number): Promise<void> {
  lifecycle.beginStop();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection becomes idle when its answer ends, and keeps the server open then.
  const idle = setInterval(() => server.closeIdleConnections(), idleCheckMilliseconds);
  try {
    if (await isWithin(closed, grace)) return;
    lifecycle.abortRunning();
    if (await isWithin(closed, lastWordsMilliseconds)) return;
    server.closeAllConnections();
    await closed;
  } finally {
    clearInterval(idle);
  }
}

async function isWithin(done: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  try {
    return await Promise.race([done.then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
