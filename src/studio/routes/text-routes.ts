import type { Hono } from "hono";
import type { HttpEnv } from "../../server/http/http-app.ts";
import { actionsAfter } from "../../store/change-log.ts";
import { correctTexts } from "../../store/correct-texts.ts";
import { addPin, listPins, removePin } from "../../store/pin-table.ts";
import { found } from "../../store/refusals.ts";
import { readSettings, setSettings } from "../../store/settings.ts";
import {
  acceptAnswers,
  changedPairs,
  fixedAndBroken,
  pageOfTexts,
  type StoredText,
  textsById,
} from "../../store/text-table.ts";
import {
  addPinSchema,
  type Changes,
  changedSchema,
  changesSchema,
  correctedSchema,
  correctSchema,
  type Pins,
  pinsSchema,
  type StudioExplanation,
  type StudioText,
  studioExplanationSchema,
  studioTextSchema,
  textsPageSchema,
  textsQuerySchema,
} from "../contract.ts";
import { labelIds } from "../project/label-id.ts";
import type { Project } from "../project/project.ts";
import { pinView, readLabelNames, textView } from "../project/views.ts";
import type { Studio } from "../studio.ts";
import { orConflict } from "./class-routes.ts";
import { answer, bodyOf, idOf, projectOf, queryOf, type StudioContext } from "./route-tools.ts";

const base = "/projects/:project";
/** Number of changed texts that the answer to a correction holds. */
const shownTexts = 100;
const shownPairs = 200;
const shownActions = 50;

/** Adds the routes of texts, corrections, changes and pinned tests. */
export function addTextRoutes(api: Hono<HttpEnv>, studio: Studio): void {
  api.get(`${base}/texts`, async (c) => {
    const project = await projectOf(c, studio);
    const query = queryOf(c, textsQuerySchema);
    const { total, texts } = await pageOfTexts(project.database, query);
    project.loop.view(texts.map(({ id }) => id));
    const { revision } = await readSettings(project.database);
    return answer(c, textsPageSchema, {
      revision,
      total,
      offset: query.offset,
      texts: await viewsOf(project, texts),
    });
  });
  api.get(`${base}/texts/:id`, async (c) => {
    return answer(c, studioTextSchema, await textOf(await projectOf(c, studio), idOf(c)));
  });
  api.post(`${base}/texts/:id/explain`, (c) => explain(c, studio));
  api.post(`${base}/corrections`, (c) => correct(c, studio));
  api.get(`${base}/changes`, async (c) => {
    return answer(c, changesSchema, await changesOf((await projectOf(c, studio)).database));
  });
  api.post(`${base}/changes/accept`, async (c) => {
    const project = await projectOf(c, studio);
    const revision = await accept(project);
    project.refresh();
    return answer(c, changedSchema, { revision });
  });
  api.get(`${base}/pins`, async (c) => answer(c, pinsSchema, await pinsOf(await projectOf(c, studio))));
  api.post(`${base}/pins`, async (c) => {
    const project = await projectOf(c, studio);
    const { text, textId, label } = await bodyOf(c, addPinSchema);
    const pinned = text ?? (await storedText(project, textId!)).text;
    const { revision } = await addPin(project.database, pinned, await labelIds(project.database, label));
    project.changed("texts", revision);
    return answer(c, pinsSchema, await pinsOf(project), 201);
  });
  api.delete(`${base}/pins/:id`, async (c) => {
    const project = await projectOf(c, studio);
    const { revision } = await removePin(project.database, idOf(c));
    project.changed("texts", revision);
    return answer(c, pinsSchema, await pinsOf(project));
  });
}

async function correct(c: StudioContext, studio: Studio): Promise<Response> {
  const project = await projectOf(c, studio);
  const correction = await bodyOf(c, correctSchema);
  const { revision, ids } = await orConflict(correctTexts(project.database, correction), () =>
    textOf(project, correction.ids?.[0] ?? 0),
  );
  project.changed("classes", revision);
  const changed = await viewsOf(project, await textsById(project.database, ids.slice(0, shownTexts)));
  return answer(c, correctedSchema, { revision, texts: ids.length, changed });
}

async function explain(c: StudioContext, studio: Studio): Promise<Response> {
  const project = await projectOf(c, studio);
  const { text } = await storedText(project, idOf(c));
  const { none, threshold } = await readSettings(project.database);
  const found = await project.model.alone((): Promise<StudioExplanation> => {
    const { classifier } = project.model;
    return classifier.multiLabel
      ? classifier.explainLabels(text)
      : classifier.explain(text, { none, threshold });
  });
  return answer(c, studioExplanationSchema, found);
}

async function accept({ database }: Project): Promise<number> {
  return database.write(async (write) => {
    const { id } = await database.readOne<{ id: number }>(
      "SELECT coalesce(max(id), 0) AS id FROM action WHERE undone = 0",
    );
    write(acceptAnswers, ...setSettings({ accepted: id }));
    return (await readSettings(database)).revision;
  });
}

async function changesOf(database: Project["database"]): Promise<Changes> {
  const { revision, accepted } = await readSettings(database);
  const { labelOf } = await readLabelNames(database);
  const pairs = await changedPairs(database, shownPairs);
  const { texts } = await database.readOne<{ texts: number }>(
    "SELECT count(*) AS texts FROM text WHERE deleted = 0 AND base <> prediction",
  );
  return {
    ...{ revision, texts },
    pairs: pairs.map(({ before, after, texts: count }) => ({
      ...{ before: labelOf(before), beforeId: before, after: labelOf(after), afterId: after, texts: count },
    })),
    ...(await fixedAndBroken(database)),
    actions: await actionsAfter(database, accepted, shownActions),
  };
}

async function pinsOf({ database }: Project): Promise<Pins> {
  const names = await readLabelNames(database);
  const { revision } = await readSettings(database);
  return { revision, pins: (await listPins(database)).map((pin) => pinView(pin, names)) };
}

async function storedText({ database }: Project, id: number): Promise<StoredText> {
  const [text] = await textsById(database, [id]);
  return found(text, "text", id);
}

async function textOf(project: Project, id: number): Promise<StudioText> {
  const [view] = await viewsOf(project, [await storedText(project, id)]);
  return view;
}

/** Returns stored texts as the API shows them. */
export async function viewsOf(project: Project, texts: readonly StoredText[]): Promise<StudioText[]> {
  const { database, loop } = project;
  const names = await readLabelNames(database);
  const { threshold } = await readSettings(database);
  const isStale = (answered: number) => loop.isStale(answered);
  return texts.map((text) => textView(text, names, { threshold, isStale }));
}
