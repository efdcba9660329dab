import type { Hono } from "hono";
import type { HttpEnv } from "../../server/http/http-app.ts";
import { readSettings } from "../../store/settings.ts";
import { changeVersion, versionById } from "../../store/version-table.ts";
import {
  changeVersionSchema,
  compareQuerySchema,
  keepVersionSchema,
  projectStateSchema,
  type Version,
  versionComparisonSchema,
  versionSchema,
  versionsSchema,
} from "../contract.ts";
import type { Project } from "../project/project.ts";
import {
  compareVersions,
  deleteVersion,
  keepPresent,
  restoreVersion,
  versionView,
  versionViews,
} from "../project/versions.ts";
import type { Studio } from "../studio.ts";
import { answer, bodyOf, idOf, projectOf, queryOf } from "./route-tools.ts";

const base = "/projects/:project/versions";

/** Adds the routes of the versions of a project. */
export function addVersionRoutes(api: Hono<HttpEnv>, studio: Studio): void {
  api.get(base, async (c) => {
    return answer(c, versionsSchema, { versions: await versionViews(await projectOf(c, studio)) });
  });
  api.post(base, async (c) => {
    const project = await projectOf(c, studio);
    const { name = "", note } = await bodyOf(c, keepVersionSchema);
    const id = await keepPresent(project, name, note);
    await announce(project);
    return answer(c, versionSchema, await viewOf(project, id), 201);
  });
  api.get(`${base}/compare`, async (c) => {
    const { one, other } = queryOf(c, compareQuerySchema);
    return answer(c, versionComparisonSchema, await compareVersions(await projectOf(c, studio), one, other));
  });
  api.patch(`${base}/:id`, async (c) => {
    const project = await projectOf(c, studio);
    await changeVersion(project.database, idOf(c), await bodyOf(c, changeVersionSchema));
    await announce(project);
    return answer(c, versionSchema, await viewOf(project, idOf(c)));
  });
  api.delete(`${base}/:id`, async (c) => {
    const project = await projectOf(c, studio);
    await deleteVersion(project, idOf(c));
    await announce(project);
    return c.body(null, 204);
  });
  api.post(`${base}/:id/restore`, async (c) => {
    const project = await projectOf(c, studio);
    const revision = await restoreVersion(project, idOf(c));
    project.changed("classes", revision);
    await announce(project);
    return answer(c, projectStateSchema, await project.state());
  });
}

async function announce(project: Project): Promise<void> {
  const { revision } = await readSettings(project.database);
  project.changed("versions", revision);
}

async function viewOf(project: Project, id: number): Promise<Version> {
  const { version } = await readSettings(project.database);
  return versionView(project, await versionById(project.database, id), version);
}
