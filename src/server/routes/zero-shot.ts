import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import type { Classification } from "../../index.ts";
import { HttpProblem } from "../http/problem.ts";
import { checkClassCount, checkTexts } from "../limits.ts";
import { zeroShotReply, zeroShotRequest } from "../schemas/compatible.ts";
import type { ServerApp, ServerParts } from "../server-parts.ts";
import { jsonBody, replies } from "./route-parts.ts";

const zeroShotRoute = createRoute({
  method: "post",
  path: "/models/{name}",
  operationId: "zeroShot",
  tags: ["Drop-in"],
  summary: "Zero-shot classification as of the Hugging Face inference API.",
  description:
    "If all candidate labels are classes of the named model, or if there are none, it answers. Otherwise the names of the labels " +
    "are the descriptions of the classes, whatever model is named.",
  request: {
    params: z.object({
      name: z.string().max(200).meta({ description: "Name of a model, with or without an owner." }),
    }),
    body: jsonBody(zeroShotRequest),
  },
  responses: replies(
    zeroShotReply,
    "Labels and scores, the most probable first; a list for a list of inputs.",
  ),
});

/** Adds the shape of the Hugging Face inference API. */
export function addZeroShotRoute(app: ServerApp, parts: ServerParts): void {
  const handler = async (name: string, body: z.infer<typeof zeroShotRequest>, signal: AbortSignal) => {
    const { inputs, parameters } = body;
    const texts = typeof inputs === "string" ? [inputs] : inputs;
    checkTexts(texts, parts.limits);
    if (parameters?.multi_label) {
      throw new HttpProblem(422, "Only multi_label: false is supported: each text belongs to one label.");
    }
    const labels = labelsOf(parameters?.candidate_labels);
    checkClassCount(labels.length, parts.limits);
    const found = await scoresOf(
      parts,
      { name, texts, labels, template: parameters?.hypothesis_template ?? "{}" },
      signal,
    );
    const answers = found.map((scores, i) => ({
      sequence: texts[i],
      labels: scores.map(({ label }) => label),
      scores: scores.map(({ probability }) => probability),
    }));
    return typeof inputs === "string" ? answers[0] : answers;
  };
  app.openapi(zeroShotRoute, async (c) =>
    c.json(await handler(c.req.valid("param").name, c.req.valid("json"), c.var.signal), 200),
  );
  app.openapi(
    createRoute({
      ...zeroShotRoute,
      path: "/models/{owner}/{name}",
      hide: true,
      request: {
        ...zeroShotRoute.request,
        params: z.object({ owner: z.string().max(200), name: z.string().max(200) }),
      },
    }),
    async (c) => c.json(await handler(c.req.valid("param").name, c.req.valid("json"), c.var.signal), 200),
  );
}

/** Returns the labels without repetitions. */
function labelsOf(given: string | readonly string[] | undefined): string[] {
  const labels = typeof given === "string" ? given.split(",") : (given ?? []);
  return [...new Set(labels.map((label) => label.trim()).filter((label) => label !== ""))];
}

interface ZeroShot {
  readonly name: string;
  readonly texts: readonly string[];
  readonly labels: readonly string[];
  readonly template: string;
}

type Scores = Classification["scores"];

async function scoresOf(
  { registry, adHoc }: ServerParts,
  { name, texts, labels, template }: ZeroShot,
  signal: AbortSignal,
): Promise<Scores[]> {
  if (registry.has(name)) {
    const model = registry.get(name);
    const own = new Set(model.current.classifier.classes.map((each) => each.name));
    if (labels.every((label) => own.has(label))) {
      const found = await model.use((version) => version.classify(texts, {}, signal));
      return found.map(({ scores }) => (labels.length === 0 ? scores : among(scores, new Set(labels))));
    }
  }
  if (labels.length === 0) throw new HttpProblem(400, "The field parameters.candidate_labels is missing.");
  // With one label there is nothing to choose.
  if (labels.length === 1) return texts.map(() => [{ label: labels[0], probability: 1 }]);
  const classes = labels.map((label) => ({ name: label, prompt: template.replaceAll("{}", label) }));
  const classifier = await adHoc.get({ classes });
  return (await classifier.classify(texts, { signal })).map(({ scores }) => scores);
}

/** Returns the scores of some classes, so that they sum to 1. */
function among(scores: Scores, labels: ReadonlySet<string>): Scores {
  const chosen = scores.filter(({ label }) => labels.has(label));
  const total = chosen.reduce((sum, { probability }) => sum + probability, 0);
  return chosen.map(({ label, probability }) => ({
    label,
    probability: total > 0 ? probability / total : 1 / chosen.length,
  }));
}
