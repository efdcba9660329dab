import type { Hono } from "hono";
import type { HttpEnv } from "../../server/http/http-app.ts";
import {
  addClass,
  type CountedClass,
  changeClass,
  countClasses,
  orderClasses,
} from "../../store/class-table.ts";
import type { Database } from "../../store/database.ts";
import { ConflictError, found } from "../../store/refusals.ts";
import { removeClass } from "../../store/remove-class.ts";
import { readSettings } from "../../store/settings.ts";
import {
  addClassSchema,
  changeClassSchema,
  changedClassSchema,
  changedSchema,
  classesSchema,
  findingsSchema,
  importClassesSchema,
  orderClassesSchema,
  removeClassQuerySchema,
  type StudioClass,
  type StudioClasses,
} from "../contract.ts";
import { importClasses } from "../project/import-classes.ts";
import type { Studio } from "../studio.ts";
import {
  answer,
  bodyOf,
  idOf,
  projectOf,
  queryOf,
  StateConflict,
  type StudioContext,
} from "./route-tools.ts";

const base = "/projects/:project/classes";

/** Adds the routes of the classes of a project. */
export function addClassRoutes(api: Hono<HttpEnv>, studio: Studio): void {
  api.get(base, async (c) =>
    answer(c, classesSchema, await classesOf((await projectOf(c, studio)).database)),
  );
  api.post(base, async (c) => {
    const project = await projectOf(c, studio);
    const { revision, id } = await addClass(project.database, await bodyOf(c, addClassSchema));
    project.changed("classes", revision);
    return answer(c, changedClassSchema, { revision, class: await classById(project.database, id) }, 201);
  });
  api.patch(`${base}/:id`, async (c) => {
    const project = await projectOf(c, studio);
    const { version, ...fields } = await bodyOf(c, changeClassSchema);
    const id = idOf(c);
    const { revision } = await orConflict(changeClass(project.database, id, version, fields), () =>
      classById(project.database, id),
    );
    project.changed("classes", revision);
    return answer(c, changedClassSchema, { revision, class: await classById(project.database, id) });
  });
  api.delete(`${base}/:id`, async (c) => {
    const project = await projectOf(c, studio);
    const { version } = queryOf(c, removeClassQuerySchema);
    const id = idOf(c);
    const { revision } = await orConflict(removeClass(project.database, id, version), () =>
      classById(project.database, id),
    );
    project.changed("classes", revision);
    return answer(c, changedSchema, { revision });
  });
  api.post(`${base}/order`, async (c) => {
    const project = await projectOf(c, studio);
    const { orderVersion, ids } = await bodyOf(c, orderClassesSchema);
    const { revision } = await orConflict(orderClasses(project.database, orderVersion, ids), () =>
      classesOf(project.database),
    );
    project.changed("classes", revision);
    return answer(c, changedSchema, { revision });
  });
  api.post(`${base}/import`, (c) => importFile(c, studio));
  api.get("/projects/:project/findings", async (c) => {
    const { revision, problems } = (await projectOf(c, studio)).loop.findings;
    return answer(c, findingsSchema, { revision: Math.max(revision, 0), problems: [...problems] });
  });
}

async function importFile(c: StudioContext, studio: Studio): Promise<Response> {
  const project = await projectOf(c, studio);
  const { source } = await bodyOf(c, importClassesSchema);
  const { revision } = await importClasses(project, source);
  project.changed("classes", revision);
  return answer(c, changedSchema, { revision });
}

async function classesOf(database: Database): Promise<StudioClasses> {
  const { revision, orderVersion } = await readSettings(database);
  return { revision, orderVersion, classes: (await countClasses(database)).map(classView) };
}

async function classById(database: Database, id: number): Promise<StudioClass> {
  const classes = await countClasses(database);
  return classView(
    found(
      classes.find((each) => each.id === id),
      "class",
      id,
    ),
  );
}

function classView({ place: _, ...shown }: CountedClass): StudioClass {
  return shown;
}

/** Adds the present state to a conflict, so that a tab can show what another one did. */
export async function orConflict<T>(work: Promise<T>, current: () => Promise<unknown>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ConflictError) throw new StateConflict(error.message, await current());
    throw error;
  }
}
