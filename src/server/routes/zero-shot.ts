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
    "Labels with their scores, the most probable first; a list of such lists for a list of inputs.",
  ),
});

/** Adds the shape of the Hugging Face inference API. */
export function addZeroShotRoute(app: ServerApp, parts: ServerParts): void {
  const handler = async (name: string, body: z.infer<typeof zeroShotRequest>, signal: AbortSignal) => {
    const { inputs, parameters } = body;
    const texts = typeof inputs === "string" ? [inputs] : inputs;
    checkTexts(texts, parts.limits);
    const labels = labelsOf(parameters?.candidate_labels);
    checkClassCount(labels.length, parts.limits);
    const found = await scoresOf(
      parts,
      {
        ...{ name, texts, labels, template: parameters?.hypothesis_template ?? "{}" },
        multiLabel: parameters?.multi_label ?? undefined,
      },
      signal,
    );
    const answers = found.map((scores) =>
      scores.map(({ label, probability }) => ({ label, score: probability })),
    );
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
  /** Whether a text may have several labels. */
  readonly multiLabel: boolean | undefined;
}

type Scores = Classification["scores"];

async function scoresOf(
  { registry, adHoc }: ServerParts,
  { name, texts, labels, template, multiLabel }: ZeroShot,
  signal: AbortSignal,
): Promise<Scores[]> {
  const model = registry.has(name) ? registry.get(name) : undefined;
  const own = new Map(model?.current.classifier.classes.map((each) => [each.name, each.prompt]));
  const isMulti = model?.current.classifier.multiLabel ?? false;
  const wanted = multiLabel ?? (labels.length === 0 && isMulti);
  if (model !== undefined && labels.every((label) => own.has(label)) && (isMulti || !wanted)) {
    const found = await model.use((version) => version.classify(texts, {}, signal));
    const chosen = new Set(labels.length === 0 ? own.keys() : labels);
    return found.map(({ scores }) => among(scores, chosen, wanted));
  }
  const names = labels.length === 0 && wanted ? [...own.keys()] : labels;
  if (names.length === 0) throw new HttpProblem(400, "The field parameters.candidate_labels is missing.");
  // With one label there is nothing to choose.
  if (names.length === 1 && !wanted) return texts.map(() => [{ label: names[0], probability: 1 }]);
  const classes = names.map((label) => ({
    name: label,
    prompt: own.get(label) ?? template.replaceAll("{}", label),
  }));
  const classifier = await adHoc.get({ classes, ...(wanted && { multiLabel: true }) });
  return (await classifier.classify(texts, { signal })).map(({ scores }) => scores);
}

/** Returns the scores of some classes. If a text has one label, they sum to 1. */
function among(scores: Scores, labels: ReadonlySet<string>, multiLabel: boolean): Scores {
  const chosen = scores.filter(({ label }) => labels.has(label));
  if (multiLabel) return chosen;
  const total = chosen.reduce((sum, { probability }) => sum + probability, 0);
  return chosen.map(({ label, probability }) => ({
    label,
    probability: total > 0 ? probability / total : 1 / chosen.length,
  }));
}
