import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { CancelledError } from "../../index.ts";
import { type AccessPolicy, checkAccess } from "./access.ts";
import { type BodyLimits, limitBody } from "./body.ts";
import { Lifecycle } from "./lifecycle.ts";
import { type LogSink, loggedError } from "./log.ts";
import { checkOrigin, type OriginPolicy } from "./origins.ts";
import { clientClosedRequest, HttpProblem, problemOf, problemResponse } from "./problem.ts";
import { limitRate, type RatePolicy } from "./rate-limit.ts";
import { type PagePolicy, securityHeaders } from "./security-headers.ts";

/** What handlers find in their context. */
export interface HttpEnv {
  /** Absent in tests that call the app without a socket. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Id of the request, in the answer's header X-Request-Id and in the log. */
    requestId: string;
    /** Fires if the client goes away, the time for the answer is over, or the server stops. */
    signal: AbortSignal;
  };
}

/** A request that was answered, for metrics. */
export interface AnsweredRequest {
  readonly method: string;
  /** Pattern of the route; "unknown" if there is none. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** How an app is protected, limited and logged. */
export interface HttpAppOptions {
  readonly log: LogSink;
  readonly access?: AccessPolicy;
  readonly origins?: OriginPolicy;
  readonly body?: BodyLimits;
  readonly rate?: RatePolicy;
  readonly pages?: PagePolicy;
  /** Time, in milliseconds, for an answer to begin. The signal of the request fires then. Default: 5 minutes */
  readonly answerMilliseconds?: number;
  /** Whether messages of unexpected errors, which may quote texts, are logged. Default: false */
  readonly logTexts?: boolean;
  /** Called after each request. */
  readonly onAnswered?: (request: AnsweredRequest) => void;
  /** Shared with the listener, so that requests end before the server does. Default: one of its own */
  readonly lifecycle?: Lifecycle;
  /** Returns a monotonic time in milliseconds. Default: performance.now() */
  readonly now?: () => number;
}

/**
 * Makes an app whose requests are checked before a handler runs: host and origin, rate, token, size and time of the body.
 * Every answer has a request id and headers for security, and every error becomes a problem with one sentence.
 * @example
 * const app = createHttpApp({ log: console.log, access: { token } });
 * app.get("/hello", (c) => c.json({ id: c.var.requestId }));
 */
export function createHttpApp(options: HttpAppOptions): Hono<HttpEnv> {
  return protectApp(new Hono<HttpEnv>(), options);
}

/** Adds to an app without routes what createHttpApp makes. @returns the app */
export function protectApp<App extends Hono<HttpEnv>>(app: App, options: HttpAppOptions): App {
  const { lifecycle = new Lifecycle(), now = () => performance.now() } = options;
  app.use(trackRequests(options, lifecycle, now));
  app.use(securityHeaders(options.pages ?? {}));
  app.use(checkOrigin(options.origins ?? {}));
  app.use(limitRate(options.rate ?? {}, now));
  app.use(checkAccess(options.access ?? {}));
  app.use(limitBody(options.body ?? {}));
  app.notFound((c) =>
    problemResponse(new HttpProblem(404, "There is nothing at this path."), c.var.requestId),
  );
  app.onError((error, c) => answerError(error, c, options));
  return app;
}

/** Gives each request an id and a signal, and logs it when it is answered. */
function trackRequests(
  options: HttpAppOptions,
  lifecycle: Lifecycle,
  now: () => number,
): MiddlewareHandler<HttpEnv> {
  const { log, answerMilliseconds = 300_000, onAnswered } = options;
  return async (c, next) => {
    const started = now();
    const requestId = idOf(c.req.header("x-request-id"));
    const work = new AbortController();
    const leave = lifecycle.enter(work);
    const timer = setTimeout(() => work.abort(slowAnswer), answerMilliseconds);
    c.set("requestId", requestId);
    c.set("signal", work.signal);
    const outgoing = c.env?.outgoing;
    outgoing?.once("close", () => {
      leave();
      if (!outgoing.writableFinished) work.abort(clientGone);
    });
    try {
      await next();
    } catch (error) {
      // The framework handles errors, but not other values that are thrown.
      c.res = answerError(error, c, options);
    } finally {
      clearTimeout(timer);
      if (outgoing === undefined) leave();
    }
    c.res.headers.set("X-Request-Id", requestId);
    if (lifecycle.isStopping) c.res.headers.set("Connection", "close");
    const status = work.signal.reason === clientGone ? clientClosedRequest : c.res.status;
    const answered = { method: c.req.method, route: routeOf(c), status, milliseconds: now() - started };
    onAnswered?.(answered);
    const level = status >= 500 && status !== 503 ? "error" : "info";
    log({ time: new Date().toISOString(), level, message: "request", requestId, ...answered });
  };
}

/** Reasons of the signal of a request. */
const slowAnswer = new CancelledError("The answer takes too long.");
const clientGone = new CancelledError("The client went away.");

function answerError(
  error: unknown,
  c: Context<HttpEnv>,
  { log, logTexts = false }: HttpAppOptions,
): Response {
  const { requestId, signal } = c.var;
  const isLate = signal.reason === slowAnswer;
  const problem = isLate
    ? new HttpProblem(503, "The answer took too long; send fewer texts per request.", {}, { cause: error })
    : problemOf(error);
  if (problem.status === 500) {
    const details = loggedError(error, logTexts);
    log({
      time: new Date().toISOString(),
      level: "error",
      message: "unexpected error",
      requestId,
      ...details,
    });
  }
  return problemResponse(problem, requestId);
}

/** Keeps the id of the client if it is a plain one. */
function idOf(given: string | undefined): string {
  return given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Returns the pattern of the route that answered, without the values in it. */
function routeOf(c: Context): string {
  const path = matchedRoutes(c).at(-1)?.path;
  return path === undefined || path.endsWith("*") ? "unknown" : path;
}
