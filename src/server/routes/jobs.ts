import { createRoute } from "@hono/zod-openapi";
import type { Job } from "../../service/jobs/job.ts";
import { eventStream } from "../event-stream.ts";
import type { Lifecycle } from "../http/lifecycle.ts";
import { HttpProblem } from "../http/problem.ts";
import { checkClassCount, checkTexts } from "../limits.ts";
import { evaluateVersion, generateVersion, trainVersion } from "../models/model-jobs.ts";
import { generateRequest, job, jobEvent, jobList, jobParams, trainRequest } from "../schemas/jobs.ts";
import { evaluateRequest, modelParams } from "../schemas/models.ts";
import type { ServerApp, ServerParts } from "../server-parts.ts";
import {
  accepted,
  asReply,
  jsonBody,
  problemReply,
  replies,
  requireWritable,
  streamReply,
} from "./route-parts.ts";

const tags = ["Jobs"];

const trainRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/train",
  operationId: "train",
  tags,
  summary: "Train a model again with more classes or examples, or train a new one.",
  description:
    "The job trains a copy, saves it to a new folder in the folder of models, and has it answer. A name that is not a model " +
    "yet becomes one.",
  request: { params: modelParams, body: jsonBody(trainRequest) },
  responses: accepted(job, "The job that has begun."),
});

const generateRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/generate",
  operationId: "generate",
  tags,
  summary: "Have the server's language model generate examples, and train with them.",
  request: { params: modelParams, body: jsonBody(generateRequest) },
  responses: accepted(job, "The job that has begun."),
});

const evaluateRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/evaluations",
  operationId: "startEvaluation",
  tags,
  summary: "Evaluate a model on labeled texts as a job.",
  description: "The result of the job is what the request `evaluate` replies.",
  request: { params: modelParams, body: jsonBody(evaluateRequest) },
  responses: accepted(job, "The job that has begun."),
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/jobs",
  operationId: "listJobs",
  tags,
  summary: "List the jobs, the latest first.",
  responses: replies(jobList, "All jobs that run or wait, and the latest ones that have ended."),
});

const getRoute = createRoute({
  method: "get",
  path: "/v1/jobs/{id}",
  operationId: "getJob",
  tags,
  summary: "Return a job with its progress or result.",
  request: { params: jobParams },
  responses: replies(job, "The job."),
});

const cancelRoute = createRoute({
  method: "post",
  path: "/v1/jobs/{id}/cancel",
  operationId: "cancelJob",
  tags,
  summary: "Cancel a job.",
  description: "A job that runs ends at its next step. The model does not change.",
  request: { params: jobParams },
  responses: replies(job, "The job."),
});

const eventsRoute = createRoute({
  method: "get",
  path: "/v1/jobs/{id}/events",
  operationId: "watchJob",
  tags,
  summary: "Watch a job: server-sent events named `job`, until it ends.",
  request: { params: jobParams },
  responses: {
    200: { description: "One event per change.", content: { "text/event-stream": { schema: jobEvent } } },
    default: problemReply,
  },
});

/** Adds the routes that start and watch jobs. */
export function addJobRoutes(app: ServerApp, parts: ServerParts): void {
  addTrainRoute(app, parts);
  addGenerateRoute(app, parts);
  addEvaluateRoute(app, parts);
  addWatchRoutes(app, parts);
}

function addTrainRoute(app: ServerApp, parts: ServerParts): void {
  const { registry, jobs, limits } = parts;
  app.openapi(trainRoute, async (c) => {
    requireWritable(parts);
    void registry.folders;
    const { name } = c.req.valid("param");
    const input = c.req.valid("json");
    const { classes = [], examples = [] } = input;
    checkClassCount(classes.length, limits);
    checkTexts(
      examples.map(({ text }) => text),
      limits,
    );
    requireSameKind(registry, name, input.multiLabel);
    if (!registry.has(name) && classes.length === 0 && examples.length === 0) {
      throw new HttpProblem(
        404,
        `No model has the name ${JSON.stringify(name)}; give the classes of a new one.`,
      );
    }
    const run = await jobs.submit({ kind: "train", subject: name }, (work) =>
      trainVersion(registry, name, input, work),
    );
    return c.json(viewOf(run), 202);
  });
}

function addGenerateRoute(app: ServerApp, parts: ServerParts): void {
  const { registry, jobs, languageModel } = parts;
  app.openapi(generateRoute, async (c) => {
    requireWritable(parts);
    void registry.folders;
    const { name } = registry.get(c.req.valid("param").name);
    if (languageModel === undefined) {
      throw new HttpProblem(403, "This server has no language model; start it with --llm MODEL.");
    }
    const input = c.req.valid("json");
    const run = await jobs.submit({ kind: "generate", subject: name }, (work) =>
      generateVersion(registry, name, input, languageModel, work),
    );
    return c.json(viewOf(run), 202);
  });
}

function addEvaluateRoute(app: ServerApp, { registry, jobs, limits }: ServerParts): void {
  app.openapi(evaluateRoute, async (c) => {
    const model = registry.get(c.req.valid("param").name);
    const { rows, ...options } = c.req.valid("json");
    checkTexts(
      rows.map(({ text }) => text),
      limits,
    );
    const run = await jobs.submit({ kind: "evaluate", subject: model.name }, (work) =>
      model.use((version) => evaluateVersion({ name: model.name, version }, { rows, options }, work)),
    );
    return c.json(viewOf(run), 202);
  });
}

function addWatchRoutes(app: ServerApp, parts: ServerParts): void {
  const { jobs, lifecycle } = parts;
  app.openapi(listRoute, async (c) => c.json({ jobs: (await jobs.list()).map(viewOf) }, 200));
  app.openapi(getRoute, async (c) => c.json(viewOf(await find(parts, c.req.valid("param").id)), 200));
  app.openapi(cancelRoute, async (c) => {
    const { id } = await find(parts, c.req.valid("param").id);
    return c.json(viewOf(await jobs.stop(id)), 200);
  });
  app.openapi(eventsRoute, async (c) => {
    const { id } = await find(parts, c.req.valid("param").id);
    const watched = jobs.watch(id, untilEither(c.var.signal, lifecycle));
    return streamReply(eventStream(watched, viewOf), "text/event-stream");
  });
}

/** @throws HttpProblem if a model that exists is asked to become one of another kind */
function requireSameKind(registry: ServerParts["registry"], name: string, multiLabel?: boolean): void {
  if (multiLabel === undefined || !registry.has(name)) return;
  const { classifier } = registry.get(name).current;
  if (classifier.multiLabel === multiLabel) return;
  const kind = classifier.multiLabel ? "several labels per text" : "one label per text";
  throw new HttpProblem(409, `The model ${name} is for ${kind}; leave multiLabel out, or train a new model.`);
}

async function find({ jobs }: ServerParts, id: string): Promise<Job> {
  const found = await jobs.get(id);
  if (found === undefined) throw new HttpProblem(404, "There is no such job; GET /v1/jobs lists the jobs.");
  return found;
}

/** Returns a job as its schema describes it: one that stops still runs. */
function viewOf(found: Job) {
  return asReply(job, { ...found, state: found.state === "stopping" ? "running" : found.state });
}

/** Returns a signal that fires with the given one or when the server stops. */
function untilEither(signal: AbortSignal, { stopping }: Lifecycle): AbortSignal {
  const either = new AbortController();
  const stop = () => {
    stopping.removeEventListener("abort", stop);
    either.abort();
  };
  signal.addEventListener("abort", stop, { once: true });
  stopping.addEventListener("abort", stop, { once: true });
  if (stopping.aborted) stop();
  return either.signal;
}
