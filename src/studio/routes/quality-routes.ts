import type { Hono } from "hono";
import { InputError, NotTrainedError, precisionDial } from "../../index.ts";
import type { HttpEnv } from "../../server/http/http-app.ts";
import { lastEvaluation } from "../../store/evaluation-table.ts";
import { readSettings } from "../../store/settings.ts";
import { labeledTexts, textsById } from "../../store/text-table.ts";
import {
  type Precision,
  precisionQuerySchema,
  precisionSchema,
  type Quality,
  qualitySchema,
  suggestionsSchema,
  suggestSchema,
} from "../contract.ts";
import { neededRows } from "../jobs/evaluate-job.ts";
import type { Project } from "../project/project.ts";
import type { Studio } from "../studio.ts";
import { answer, bodyOf, projectOf, queryOf, type StudioContext } from "./route-tools.ts";
import { viewsOf } from "./text-routes.ts";

const base = "/projects/:project";
/** Maximum number of texts that suggestions are chosen from. More take longer and hardly change them. */
const maxSuggestedFrom = 50_000;

/** Adds the routes of quality, precision and suggestions. */
export function addQualityRoutes(api: Hono<HttpEnv>, studio: Studio): void {
  api.get(`${base}/quality`, async (c) =>
    answer(c, qualitySchema, await qualityOf(await projectOf(c, studio))),
  );
  api.get(`${base}/precision`, async (c) => {
    const { share } = queryOf(c, precisionQuerySchema);
    return answer(c, precisionSchema, await precisionOf(await projectOf(c, studio), share));
  });
  api.post(`${base}/suggestions`, (c) => suggest(c, studio));
}

async function qualityOf({ database }: Project): Promise<Quality> {
  const { revision, learnFromLabels, kind } = await readSettings(database);
  const labeled = await labeledTexts(database, learnFromLabels);
  const hardRows = labeled.filter(({ hard }) => hard === 1).length;
  const rows = { rows: labeled.length - hardRows, hardRows, neededRows };
  const last = await lastEvaluation(database);
  if (last === undefined) return { ...rows, isStale: false };
  const result = JSON.parse(last.result);
  return {
    ...rows,
    ...(kind === "multi-label" ? { labelSets: result } : { evaluation: result }),
    revision: last.revision,
    time: last.time,
    isStale: last.revision !== revision,
  };
}

async function precisionOf({ database, model }: Project, share: number): Promise<Precision> {
  try {
    const { asked, threshold, rows, answered, correct, precision, coverage } = precisionDial(
      model.classifier.heldOut,
      share,
    );
    const counts = await database.readOne<{ answered: number; review: number }>(
      `SELECT coalesce(sum(prediction <> 0 AND probability >= :threshold), 0) AS answered,
        coalesce(sum(prediction <> 0 AND probability < :threshold), 0) AS review FROM text WHERE deleted = 0`,
      { threshold },
    );
    return {
      ...{ asked, threshold, rows, answered, correct, precision, coverage },
      ...{ answeredTexts: counts.answered, reviewTexts: counts.review },
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { asked: share, problem: inStudioWords(error.message) };
  }
}

/** Says why a share cannot be promised without the ways out that only the library and the command line have. */
function inStudioWords(message: string): string {
  return message
    .replace(/; add labeled examples and train again, or give rows .*?\(--calibrate\)/, "; label more texts")
    .replace("held-out answers to real labeled texts", "texts with labels");
}

async function suggest(c: StudioContext, studio: Studio): Promise<Response> {
  const project = await projectOf(c, studio);
  const { count = 20 } = await bodyOf(c, suggestSchema);
  const { database, model } = project;
  const items = await database.read<{ id: number; text: string }>(
    "SELECT id, text FROM text WHERE deleted = 0 AND label IS NULL AND correction IS NULL ORDER BY random() LIMIT ?",
    [maxSuggestedFrom],
  );
  const options = { count, signal: c.var.signal };
  const found = await model.alone(() => model.classifier.suggestLabels(items, options)).catch(untrained);
  const ids = found.suggestions.map(({ item }) => item.id);
  const { revision } = await readSettings(database);
  return answer(c, suggestionsSchema, {
    revision,
    texts: await viewsOf(project, await textsById(database, ids)),
    missingClasses: found.missingClasses.map(({ name, words, texts, examples }) => ({
      ...{ name, words: [...words], texts, examples: [...examples] },
    })),
  });
}

function untrained(error: unknown): never {
  if (error instanceof NotTrainedError)
    throw new InputError("There are no answers yet; describe at least two classes first.", { cause: error });
  throw error;
}
