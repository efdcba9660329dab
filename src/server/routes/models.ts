import { createRoute } from "@hono/zod-openapi";
import { classViews } from "../../service/model-view.ts";
import { HttpProblem } from "../http/problem.ts";
import type { ServedModel } from "../models/served-model.ts";
import { uploadModel } from "../models/upload-model.ts";
import {
  loadRequest,
  modelCard,
  modelList,
  modelParams,
  rollbackRequest,
  zipBody,
} from "../schemas/models.ts";
import type { ServerApp, ServerParts } from "../server-parts.ts";
import { asReply, jsonBody, replies, requireWritable } from "./route-parts.ts";

const listRoute = createRoute({
  method: "get",
  path: "/v1/models",
  operationId: "listModels",
  tags: ["Models"],
  summary: "List the models.",
  responses: replies(modelList, "All models with the version that answers."),
});

const cardRoute = createRoute({
  method: "get",
  path: "/v1/models/{name}",
  operationId: "getModel",
  tags: ["Models"],
  summary: "Describe a model: classes, examples, versions, training.",
  request: { params: modelParams },
  responses: replies(modelCard, "The card of the model."),
});

const loadRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/load",
  operationId: "loadModel",
  tags: ["Models"],
  summary: "Load a folder as the next version of a model, or as a new model.",
  description:
    "The folder must be in the folder of models that the server was started with. Requests in progress are answered by " +
    "the version before, later ones by the new version. If the folder cannot be loaded, nothing changes.",
  request: { params: modelParams, body: jsonBody(loadRequest) },
  responses: replies(modelCard, "The card of the model with its new version."),
});

const uploadRoute = createRoute({
  method: "put",
  path: "/v1/models/{name}",
  operationId: "uploadModel",
  tags: ["Models"],
  summary: "Upload a model folder as a zip file: the next version of a model, or a new model.",
  description:
    "The zip has the files of one model folder, as they are or in one folder. It is unpacked to a new folder in the folder of " +
    "models. Nothing in it is executed. If it cannot be loaded, nothing changes.",
  request: {
    params: modelParams,
    body: { required: true, content: { "application/zip": { schema: zipBody } } },
  },
  responses: replies(modelCard, "The card of the model with its new version."),
});

const rollbackRoute = createRoute({
  method: "post",
  path: "/v1/models/{name}/rollback",
  operationId: "rollbackModel",
  tags: ["Models"],
  summary: "Have an earlier version answer again.",
  request: { params: modelParams, body: jsonBody(rollbackRequest) },
  responses: replies(modelCard, "The card of the model with the version that answers now."),
});

/** Adds the routes that list, load and replace models. */
export function addModelRoutes(app: ServerApp, parts: ServerParts): void {
  const { registry } = parts;
  app.openapi(listRoute, (c) => {
    const models = registry.models.map(({ name, current }) => ({
      name,
      version: current.number,
      classes: current.classifier.classes.length,
      loadedAt: current.loadedAt,
    }));
    return c.json({ models }, 200);
  });
  app.openapi(cardRoute, (c) => c.json(cardOf(registry.get(c.req.valid("param").name)), 200));
  app.openapi(loadRoute, async (c) => {
    requireWritable(parts);
    const { name } = c.req.valid("param");
    await registry.load(name, c.req.valid("json").folder);
    return c.json(cardOf(registry.get(name)), 200);
  });
  app.openapi(uploadRoute, async (c) => {
    requireWritable(parts);
    void registry.folders;
    const { name } = c.req.valid("param");
    if (!/^application\/zip\s*(?:;|$)/i.test(c.req.header("content-type") ?? "")) {
      throw new HttpProblem(415, "The content type of an upload must be application/zip.");
    }
    const upload = { maxBytes: parts.limits.uploadBytes, signal: c.var.signal };
    await uploadModel(registry, name, c.req.raw.body, upload);
    return c.json(cardOf(registry.get(name)), 200);
  });
  app.openapi(rollbackRoute, async (c) => {
    requireWritable(parts);
    const model = registry.get(c.req.valid("param").name);
    await model.rollback(c.req.valid("json").version);
    return c.json(cardOf(model), 200);
  });
}

function cardOf({ name, current, versions }: ServedModel) {
  const { classifier } = current;
  return asReply(modelCard, {
    name,
    version: current.number,
    loadedAt: current.loadedAt,
    versions: versions.map((version) => ({
      version: version.number,
      folder: version.place.folder,
      origin: version.place.origin,
      loadedAt: version.loadedAt,
      isCurrent: version === current,
    })),
    classes: classViews(classifier),
    multiLabel: classifier.multiLabel,
    levels: classifier.hierarchy?.levels ?? 1,
    openCorrections: classifier.corrections.filter(({ undone, trained }) => undone === undefined && !trained)
      .length,
    ...(classifier.report && { training: classifier.report }),
  });
}
