import { randomUUID } from "node:crypto";
import { OpenAPIHono } from "@hono/zod-openapi";
import { invalidValue } from "../files/fit-schema.ts";
import { JobRunner } from "../service/jobs/job-runner.ts";
import { MemoryJobStore } from "../service/jobs/memory-job-store.ts";
import { type HttpEnv, protectApp } from "./http/http-app.ts";
import { Lifecycle } from "./http/lifecycle.ts";
import { checkExposure, listen, type RunningServer } from "./http/listen.ts";
import { type LogSink, loggedError } from "./http/log.ts";
import { isLoopback, type OriginPolicy } from "./http/origins.ts";
import { HttpProblem, problemOf } from "./http/problem.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { Metrics } from "./metrics.ts";
import { AdHocClassifiers } from "./models/ad-hoc-classifiers.ts";
import { ModelFolders } from "./models/model-folders.ts";
import { ModelRegistry } from "./models/model-registry.ts";
import { SharedEncoder } from "./models/shared-encoder.ts";
import { addClassifyRoutes } from "./routes/classify.ts";
import { addCohereRoute } from "./routes/cohere.ts";
import { addCorrectionRoutes } from "./routes/corrections.ts";
import { addJobRoutes } from "./routes/jobs.ts";
import { addModelRoutes } from "./routes/models.ts";
import { addServiceRoutes, openPaths } from "./routes/service-routes.ts";
import { addZeroShotRoute } from "./routes/zero-shot.ts";
import type { ServerApp, ServerLanguageModel, ServerParts } from "./server-parts.ts";

/** What a server serves, and for whom. */
export interface ServerOptions {
  /** Models by name, with their folders. */
  readonly models: ReadonlyMap<string, string>;
  /** The folder of models. Default: requests can neither load nor train models */
  readonly folder?: string;
  /** Address to listen on. Default: 127.0.0.1 */
  readonly host?: string;
  /** Default: 0, which is any free port */
  readonly port?: number;
  /** Token that requests must have. */
  readonly token?: string;
  /** Whether an address that other machines reach needs no token. Default: false */
  readonly insecure?: boolean;
  /** Host names that the server answers to besides loopback ones and IP addresses. Default: all with a token, else none */
  readonly hosts?: readonly string[];
  /** Origins of pages that may send requests. Default: none */
  readonly origins?: readonly string[];
  /** Maximum number of requests per second and address. Default: no limit */
  readonly requestsPerSecond?: number;
  readonly limits?: Partial<Limits>;
  /** Whether models cannot be changed by requests. Default: false */
  readonly readOnly?: boolean;
  readonly languageModel?: ServerLanguageModel;
  readonly log: LogSink;
  /** Whether messages of unexpected errors, which may quote texts, are logged. Default: false */
  readonly logTexts?: boolean;
}

/**
 * Starts a server: it listens at once, and is ready when all models are loaded.
 * @throws InputError for an unsafe or unusable address, or a folder that does not exist; ModelFileError for a model
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  checkExposure(options);
  const encoder = new SharedEncoder();
  const parts = await makeParts(options, encoder);
  const { registry, jobs, lifecycle } = parts;
  const server = await listen(makeApp(parts, options), { host: options.host, port: options.port, lifecycle });
  const stop = async (grace?: number): Promise<void> => {
    await Promise.all([jobs.close(), server.stop(grace)]);
    await registry.close();
    await encoder.close();
  };
  try {
    for (const [name, folder] of options.models) await registry.start(name, folder);
    registry.isReady = true;
    return { ...server, stop };
  } catch (error) {
    await stop(0);
    throw error;
  }
}

async function makeParts(options: ServerOptions, encoder: SharedEncoder): Promise<ServerParts> {
  const { folder, log, logTexts = false, readOnly = false, languageModel } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const metrics = new Metrics();
  const registry = new ModelRegistry({
    encoder,
    ...(folder !== undefined && { folders: await ModelFolders.open(folder) }),
    batching: { onBatch: metrics.onBatch },
  });
  const jobs = new JobRunner({
    store: new MemoryJobStore(randomUUID),
    maxQueued: limits.jobs,
    describeError: (error) => {
      const problem = problemOf(error);
      const details = loggedError(error, logTexts);
      if (problem.status === 500)
        log({ time: new Date().toISOString(), level: "error", message: "job failed", ...details });
      return problem.status === 500
        ? "An unexpected error occurred; the server's log has the cause."
        : problem.message;
    },
  });
  metrics.watch({ registry, jobs });
  const lifecycle = new Lifecycle();
  return {
    registry,
    jobs,
    adHoc: new AdHocClassifiers(encoder),
    limits,
    metrics,
    lifecycle,
    readOnly,
    languageModel,
  };
}

function makeApp(parts: ServerParts, options: ServerOptions): ServerApp {
  const { log, logTexts, token, requestsPerSecond } = options;
  const app = new OpenAPIHono<HttpEnv>({
    defaultHook: (result) => {
      if (!result.success) throw new HttpProblem(400, sentenceOf(result.error.issues[0], result));
    },
  });
  protectApp(app, {
    log,
    logTexts,
    access: { token, isOpen: (path) => openPaths.has(path) },
    origins: originPolicy(options),
    body: { bytes: parts.limits.bodyBytes, isStream: isStreamPath },
    rate: { requestsPerSecond },
    lifecycle: parts.lifecycle,
    onAnswered: parts.metrics.onAnswered,
  });
  addServiceRoutes(app, parts);
  addClassifyRoutes(app, parts);
  addModelRoutes(app, parts);
  addCorrectionRoutes(app, parts);
  addJobRoutes(app, parts);
  addZeroShotRoute(app, parts);
  addCohereRoute(app, parts);
  return app;
}

/** Streams of texts, and uploads: the only requests to a model itself that have a body. */
function isStreamPath(path: string): boolean {
  return path.endsWith("/classify/stream") || /^\/v1\/models\/[^/]+$/.test(path);
}

/** With a token, a foreign name gives no access, so all names are answered to. */
function originPolicy({ host, token, hosts = [], origins }: ServerOptions): OriginPolicy {
  const isOpen = token !== undefined && hosts.length === 0 && host !== undefined && !isLoopback(host);
  return { hosts: isOpen ? "any" : hosts, origins };
}

/** Returns what is invalid in a request. */
function sentenceOf(issue: Parameters<typeof invalidValue>[0], { data, target }: Validated): string {
  const places: Readonly<Record<string, string>> = { json: "body", query: "query", param: "path" };
  const place = places[target] ?? "request";
  if (issue.path.length === 0 && issue.code === "custom") return `The ${place} ${issue.message}.`;
  if (issue.code === "unrecognized_keys" && issue.path.length === 0) {
    return `The ${place} has the unknown field ${JSON.stringify(issue.keys[0])}; correct or remove it.`;
  }
  if (issue.path.length === 0) return `The ${place} must be an object.`;
  return `In the ${place}, ${invalidValue({ ...issue, input: valueAt(data, issue.path) } as typeof issue)}.`;
}

interface Validated {
  /** The value before it was validated. */
  readonly data?: unknown;
  readonly target: string;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined | null)?.[key],
    data,
  );
}
