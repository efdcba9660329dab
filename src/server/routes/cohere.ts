import { randomUUID } from "node:crypto";
import { createRoute } from "@hono/zod-openapi";
import type { Classification } from "../../index.ts";
import { HttpProblem } from "../http/problem.ts";
import { checkClassCount, checkTexts } from "../limits.ts";
import { cohereReply, cohereRequest } from "../schemas/compatible.ts";
import type { ServerApp, ServerParts } from "../server-parts.ts";
import { jsonBody, replies } from "./route-parts.ts";

const cohereRoute = createRoute({
  method: "post",
  path: "/v1/classify",
  operationId: "cohereClassify",
  tags: ["Drop-in"],
  summary: "Classification as of Cohere's v1/classify.",
  description:
    "A classifier is trained from the examples, and kept for the next request with the same ones. Without examples the named " +
    "model of this server answers.",
  request: { body: jsonBody(cohereRequest) },
  responses: replies(cohereReply, "One classification per input."),
});

/** Adds the shape of Cohere's v1/classify. */
export function addCohereRoute(app: ServerApp, { registry, adHoc, limits }: ServerParts): void {
  app.openapi(cohereRoute, async (c) => {
    const { inputs, examples, model, preset } = c.req.valid("json");
    checkTexts(inputs, limits);
    if (preset)
      throw new HttpProblem(422, "Presets are not supported; send examples, or name a model of this server.");
    const classify = async (): Promise<Classification[]> => {
      if (examples && examples.length > 0) {
        checkTexts(
          examples.map(({ text }) => text),
          limits,
        );
        const labels = [...new Set(examples.map(({ label }) => label))];
        checkClassCount(labels.length, limits);
        const classifier = await adHoc.get({ classes: labels.map((name) => ({ name })), examples });
        return classifier.classify(inputs, { signal: c.var.signal });
      }
      if (!model)
        throw new HttpProblem(
          400,
          "The field examples is missing; send examples, or name a model of this server.",
        );
      return registry.get(model).use((version) => version.classify(inputs, {}, c.var.signal));
    };
    const classifications = (await classify()).map(viewOf);
    return c.json({ id: randomUUID(), classifications, meta: { api_version: { version: "1" } } }, 200);
  });
}

function viewOf({ text, scores, labels }: Classification) {
  const given =
    labels === undefined ? scores.slice(0, 1) : scores.filter(({ label }) => labels.includes(label));
  return {
    id: randomUUID(),
    input: text,
    prediction: given[0]?.label ?? null,
    predictions: given.map(({ label }) => label),
    confidence: scores[0].probability,
    confidences: given.map(({ probability }) => probability),
    labels: Object.fromEntries(scores.map((each) => [each.label, { confidence: each.probability }])),
    classification_type: labels === undefined ? ("single-label" as const) : ("multi-label" as const),
  };
}
