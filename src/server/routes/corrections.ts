import { createRoute, z } from "@hono/zod-openapi";
import type { CorrectedText } from "../../index.ts";
import { checkTexts } from "../limits.ts";
import { evaluateRows } from "../models/evaluate-rows.ts";
import { changeModel } from "../models/model-changes.ts";
import { evaluateVersion } from "../models/model-jobs.ts";
import {
  correctionList,
  correctReply,
  correctRequest,
  evaluateReply,
  evaluateRequest,
  modelName,
  modelParams,
} from "../schemas/models.ts";
import type { ServerApp, ServerParts } from "../server-parts.ts";
import { asReply, jsonBody, replies, requireWritable } from "./route-parts.ts";

const correctRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/corrections",
  operationId: "correct",
  tags: ["Corrections and evaluation"],
  summary: "Correct answers at once, without training.",
  description: "The correction is saved to the folder of the model before the reply is sent.",
  request: { params: modelParams, body: jsonBody(correctRequest) },
  responses: replies(correctReply, "What was corrected, and which other answers changed."),
});

const historyRoute = createRoute({
  method: "get",
  path: "/v1/models/{name}/corrections",
  operationId: "listCorrections",
  tags: ["Corrections and evaluation"],
  summary: "List all corrections.",
  request: { params: modelParams },
  responses: replies(correctionList, "The history, the oldest first."),
});

const undoRoute = createRoute({
  method: "delete",
  path: "/v1/models/{name}/corrections/{number}",
  operationId: "undoCorrection",
  tags: ["Corrections and evaluation"],
  summary: "Take a correction back.",
  request: {
    params: z.object({
      name: modelName,
      number: z.coerce.number().pipe(z.int().min(1)).meta({ description: "Number in the history." }),
    }),
  },
  responses: replies(correctReply, "Which answers changed."),
});

const evaluateRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/evaluate",
  operationId: "evaluate",
  tags: ["Corrections and evaluation"],
  summary: "Evaluate a model on labeled texts.",
  request: { params: modelParams, body: jsonBody(evaluateRequest) },
  responses: replies(evaluateReply, "All figures, with a verdict in plain words."),
});

/**
 * Maximum number of rows that are evaluated in this process. Larger: other requests wait for the figures, which take about
 * 0.1 s for 1,000 rows. Smaller: short evaluations wait for a process to start, which takes about a second.
 */
const maxRowsHere = 500;

/** Adds the routes that correct and evaluate models. */
export function addCorrectionRoutes(app: ServerApp, parts: ServerParts): void {
  const { registry, limits } = parts;
  app.openapi(correctRoute, async (c) => {
    requireWritable(parts);
    const { name } = c.req.valid("param");
    const { corrections, ...options } = c.req.valid("json");
    checkTexts(
      corrections.map(({ text }) => text),
      limits,
    );
    const { report, version } = await changeModel(registry.get(name), (classifier) =>
      classifier.correct(corrections as readonly CorrectedText[], { ...options, signal: c.var.signal }),
    );
    return c.json(asReply(correctReply, { model: name, version: version.number, ...report }), 200);
  });

  app.openapi(historyRoute, (c) => {
    const { classifier } = registry.get(c.req.valid("param").name).current;
    return c.json(asReply(correctionList, { corrections: classifier.corrections }), 200);
  });

  app.openapi(undoRoute, async (c) => {
    requireWritable(parts);
    const { name, number } = c.req.valid("param");
    const { report, version } = await changeModel(registry.get(name), (classifier) =>
      classifier.undoCorrection(number, { signal: c.var.signal }),
    );
    return c.json(asReply(correctReply, { model: name, version: version.number, ...report }), 200);
  });

  app.openapi(evaluateRoute, async (c) => {
    const { name } = c.req.valid("param");
    const { rows, ...options } = c.req.valid("json");
    checkTexts(
      rows.map(({ text }) => text),
      limits,
    );
    const { signal } = c.var;
    return registry.get(name).use(async (version) => {
      const input = { rows, options };
      if (rows.length > maxRowsHere) {
        const found = await evaluateVersion({ name, version }, input, { signal, onProgress: () => {} });
        return c.json(asReply(evaluateReply, found), 200);
      }
      const found = await evaluateRows(version.classifier, input, (texts, how) =>
        version.classify(texts, how, signal),
      );
      return c.json(asReply(evaluateReply, { model: name, version: version.number, ...found }), 200);
    });
  });
}
