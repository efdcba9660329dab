import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Hono } from "hono";
import { unlessMissing } from "../../files/file-errors.ts";
import type { HttpEnv } from "../../server/http/http-app.ts";
import { HttpProblem } from "../../server/http/problem.ts";
import {
  addExamples,
  changeExample,
  deleteExamples,
  exampleById,
  pageOfExamples,
} from "../../store/example-table.ts";
import { readSettings } from "../../store/settings.ts";
import {
  addExampleSchema,
  changedSchema,
  changeExampleSchema,
  type Drops,
  deleteExamplesSchema,
  dropsQuerySchema,
  dropsSchema,
  examplesPageSchema,
  examplesQuerySchema,
  generationPlanSchema,
  jobSchema,
  jobsSchema,
  planGenerationSchema,
  resumeJobSchema,
  type StudioExample,
  startJobSchema,
  stopJobSchema,
  studioExampleSchema,
} from "../contract.ts";
import { planGeneration, repliesFolder } from "../jobs/generate-job.ts";
import { labelIds } from "../project/label-id.ts";
import type { Project } from "../project/project.ts";
import { exampleView, jobView, readLabelNames } from "../project/views.ts";
import type { Studio } from "../studio.ts";
import { orConflict } from "./class-routes.ts";
import { answer, bodyOf, idOf, projectOf, queryOf, type StudioContext } from "./route-tools.ts";

const base = "/projects/:project";

/** Adds the routes of jobs and of generation. */
export function addJobRoutes(api: Hono<HttpEnv>, studio: Studio): void {
  api.get(`${base}/jobs`, async (c) => {
    const { jobs } = await projectOf(c, studio);
    return answer(c, jobsSchema, { jobs: (await jobs.list()).map(jobView) });
  });
  api.get(`${base}/jobs/:id`, async (c) => {
    return answer(c, jobSchema, jobView(await (await projectOf(c, studio)).jobs.get(idOf(c))));
  });
  api.post(`${base}/jobs`, async (c) => {
    const project = await projectOf(c, studio);
    return answer(c, jobSchema, jobView(await project.jobs.start(await bodyOf(c, startJobSchema))), 201);
  });
  api.post(`${base}/jobs/:id/stop`, async (c) => {
    const project = await projectOf(c, studio);
    const { how } = await bodyOf(c, stopJobSchema);
    return answer(c, jobSchema, jobView(await project.jobs.stop(idOf(c), how)));
  });
  api.post(`${base}/jobs/:id/resume`, async (c) => {
    const project = await projectOf(c, studio);
    const { key } = await bodyOf(c, resumeJobSchema);
    return answer(c, jobSchema, jobView(await project.jobs.resume(idOf(c), key)));
  });
  api.post(`${base}/generation/plan`, async (c) => {
    return answer(
      c,
      generationPlanSchema,
      await planGeneration(await bodyOf(c, planGenerationSchema), await projectOf(c, studio)),
    );
  });
}

/** Adds the routes of generated examples and of dropped texts. */
export function addExampleRoutes(api: Hono<HttpEnv>, studio: Studio): void {
  api.get(`${base}/examples`, async (c) => {
    const { database } = await projectOf(c, studio);
    const query = queryOf(c, examplesQuerySchema);
    const { total, examples } = await pageOfExamples(database, query);
    const names = await readLabelNames(database);
    const { revision } = await readSettings(database);
    const shown = examples.map((each) => exampleView(each, names));
    return answer(c, examplesPageSchema, { revision, total, offset: query.offset, examples: shown });
  });
  api.post(`${base}/examples`, async (c) => {
    const project = await projectOf(c, studio);
    const { label, text } = await bodyOf(c, addExampleSchema);
    const labels = new Map([[label, await exampleLabel(project, label)]]);
    const example = label === null ? { text } : { text, label };
    const added = await addExamples(project.database, [{ ...example, origin: "generated" }], labels);
    if (added.action.ids.length === 0)
      throw new HttpProblem(422, "This example is there already, or was deleted; undo brings it back.");
    project.changed("texts", added.revision);
    return answer(c, studioExampleSchema, await exampleOf(project, added.action.ids[0]), 201);
  });
  api.patch(`${base}/examples/:id`, async (c) => {
    const project = await projectOf(c, studio);
    const { version, label, text } = await bodyOf(c, changeExampleSchema);
    const id = idOf(c);
    const fields = {
      ...(text !== undefined && { text }),
      ...(label !== undefined && { label: await exampleLabel(project, label) }),
    };
    const { revision } = await orConflict(changeExample(project.database, id, version, fields), () =>
      exampleOf(project, id),
    );
    project.changed("texts", revision);
    return answer(c, studioExampleSchema, await exampleOf(project, id));
  });
  api.post(`${base}/examples/delete`, async (c) => {
    const project = await projectOf(c, studio);
    const { ids } = await bodyOf(c, deleteExamplesSchema);
    const { revision } = await deleteExamples(project.database, ids);
    project.changed("texts", revision);
    return answer(c, changedSchema, { revision });
  });
  api.get(`${base}/drops`, (c) => drops(c, studio));
}

async function exampleOf({ database }: Project, id: number): Promise<StudioExample> {
  return exampleView(await exampleById(database, id), await readLabelNames(database));
}

/** Returns the id of the class of an example; 0 for none. */
async function exampleLabel({ database }: Project, label: string | null): Promise<number> {
  const [id = 0] = await labelIds(database, label);
  return id;
}

async function drops(c: StudioContext, studio: Studio): Promise<Response> {
  const { folder } = await projectOf(c, studio);
  const { offset, limit } = queryOf(c, dropsQuerySchema);
  const text = (await unlessMissing(readFile(join(repliesFolder(folder), "dropped.jsonl"), "utf8"))) ?? "";
  const all = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Drops["drops"][number] => {
      const { label, text: dropped, reason } = JSON.parse(line);
      return { label, text: dropped, reason };
    });
  const reasons: Record<string, number> = {};
  for (const { reason } of all) reasons[reason] = (reasons[reason] ?? 0) + 1;
  const page = all.slice(offset, offset + limit);
  return answer(c, dropsSchema, { total: all.length, offset, reasons, drops: page });
}
