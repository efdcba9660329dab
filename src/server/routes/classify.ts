import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import type { ClassifyOptions } from "../../index.ts";
import { problemOf } from "../http/problem.ts";
import { checkTexts } from "../limits.ts";
import type { ServedModel } from "../models/served-model.ts";
import { readTexts, writeLines } from "../ndjson.ts";
import {
  classifyQuery,
  classifyReply,
  classifyRequest,
  explainReply,
  explainRequest,
} from "../schemas/classify.ts";
import { modelParams } from "../schemas/models.ts";
import type { ServerApp, ServerParts } from "../server-parts.ts";
import { answerView, asReply, jsonBody, problemReply, replies, streamReply } from "./route-parts.ts";

/** Number of texts of a stream that are classified at a time. Larger: other requests wait longer. */
const streamBatch = 64;

const classifyRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/classify",
  operationId: "classify",
  tags: ["Classify"],
  summary: "Classify one text or several.",
  request: { params: modelParams, body: jsonBody(classifyRequest) },
  responses: replies(classifyReply, "The answers, in the order of the texts."),
});

const streamRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/classify/stream",
  operationId: "classifyStream",
  tags: ["Classify"],
  summary: "Classify a stream of any length.",
  description:
    "Each line of the body is a JSON string, or an object with `text` and perhaps `id`. Each line of the reply has `line` " +
    "(from 1), the `id` and the `answer`, in the same order. Texts are read only as fast as answers are taken. If a line " +
    "is invalid, the last line of the reply is an object with `error`.",
  request: {
    params: modelParams,
    query: classifyQuery,
    body: { required: true, content: { "application/x-ndjson": { schema: z.string() } } },
  },
  responses: {
    200: {
      description: "One JSON object per line.",
      content: { "application/x-ndjson": { schema: z.string() } },
    },
    default: problemReply,
  },
});

const explainRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/explain",
  operationId: "explain",
  tags: ["Classify"],
  summary: "Explain the answer to a text.",
  description: "Classifies up to 200 shortened texts, which takes about a second.",
  request: { params: modelParams, body: jsonBody(explainRequest) },
  responses: replies(explainReply, "Nearest examples, words that matter, and the runner-up."),
});

/** Adds the routes that classify. */
export function addClassifyRoutes(app: ServerApp, parts: ServerParts): void {
  const { registry, limits } = parts;
  app.openapi(classifyRoute, async (c) => {
    const { name } = c.req.valid("param");
    const { text, texts, ...options } = c.req.valid("json");
    const given = text === undefined ? (texts ?? []) : [text];
    checkTexts(given, limits);
    return registry.get(name).use(async (version) => {
      const found = await version.classify(given, options, c.var.signal);
      for (const { outcome } of found) parts.metrics.countText(name, outcome);
      const answers = found.map(answerView);
      const by = { model: name, version: version.number };
      const reply = text === undefined ? { ...by, answers } : { ...by, answer: answers[0] };
      return c.json(asReply(classifyReply, reply), 200);
    });
  });

  app.openapi(streamRoute, async (c) => {
    const { none, ...rest } = c.req.valid("query");
    const options = { ...rest, ...(none !== undefined && { none: none === "true" }) };
    const items = readTexts(c.req.raw.body, limits);
    const model = registry.get(c.req.valid("param").name);
    const answers = answerStream(model, items, { ...options, signal: c.var.signal }, parts);
    // Errors before the first answer still get a status of their own.
    const first = await answers.next();
    const lines = writeLines(startingWith(first, answers), (error) => {
      const { status, message } = problemOf(error);
      return { error: { status, detail: message, requestId: c.var.requestId } };
    });
    return streamReply(lines, "application/x-ndjson");
  });

  app.openapi(explainRoute, async (c) => {
    const { name } = c.req.valid("param");
    const { text, ...options } = c.req.valid("json");
    checkTexts([text], limits);
    return registry.get(name).use(async ({ classifier, number }) => {
      const found = await classifier.explain(text, { ...options, signal: c.var.signal });
      return c.json(asReply(explainReply, { model: name, version: number, ...found }), 200);
    });
  });
}

/** Answers a stream with the version that is current at its start. */
async function* answerStream(
  model: ServedModel,
  items: ReturnType<typeof readTexts>,
  options: ClassifyOptions & { readonly signal: AbortSignal },
  { metrics }: ServerParts,
) {
  const version = model.current;
  const leave = version.use();
  try {
    const stream = version.classifier.classifyStream(items, { ...options, batchSize: streamBatch });
    for await (const found of stream) {
      metrics.countText(model.name, found.outcome);
      const { line, id } = found.item;
      yield { line, ...(id !== undefined && { id }), answer: answerView(found) };
    }
  } finally {
    leave();
  }
}

async function* startingWith<Item>(
  first: IteratorResult<Item, void>,
  rest: AsyncGenerator<Item, void, undefined>,
): AsyncGenerator<Item, void, undefined> {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}
