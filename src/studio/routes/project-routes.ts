import type { Hono } from "hono";
import type { HttpEnv } from "../../server/http/http-app.ts";
import { HttpProblem } from "../../server/http/problem.ts";
import { undo, undoAllAfter } from "../../store/change-log.ts";
import { nextRevision, readSettings, setSettings } from "../../store/settings.ts";
import { forgetAnswers } from "../../store/text-table.ts";
import {
  changeProjectSchema,
  createProjectSchema,
  projectStateSchema,
  studioSchema,
  undoneSchema,
} from "../contract.ts";
import type { Project } from "../project/project.ts";
import { requireKind } from "../project/project-kind.ts";
import type { Studio } from "../studio.ts";
import { answer, bodyOf, projectOf, type StudioContext } from "./route-tools.ts";

/** Adds the routes of the studio and its projects. */
export function addProjectRoutes(api: Hono<HttpEnv>, studio: Studio): void {
  api.get("/studio", async (c) => answer(c, studioSchema, await studio.view()));
  api.post("/projects", async (c) => {
    const project = await studio.create(await bodyOf(c, createProjectSchema));
    return answer(c, projectStateSchema, await project.state(), 201);
  });
  api.post("/bin/:project/restore", async (c) => {
    const project = await studio.restore(c.req.param("project"));
    return answer(c, projectStateSchema, await project.state());
  });
  api.delete("/bin/:project", async (c) => {
    await studio.destroy(c.req.param("project"));
    return c.body(null, 204);
  });
  api.get("/projects/:project", async (c) => {
    return answer(c, projectStateSchema, await (await projectOf(c, studio)).state());
  });
  api.patch("/projects/:project", (c) => changeProject(c, studio));
  api.delete("/projects/:project", async (c) => {
    await studio.remove(c.req.param("project"));
    return c.body(null, 204);
  });
  api.post("/projects/:project/undo", async (c) => takeBack(c, await projectOf(c, studio), "undo"));
  api.post("/projects/:project/redo", async (c) => takeBack(c, await projectOf(c, studio), "redo"));
  api.post("/projects/:project/changes/undo", async (c) => {
    const project = await projectOf(c, studio);
    const { accepted } = await readSettings(project.database);
    const { revision, actions } = await undoAllAfter(project.database, accepted);
    if (actions === 0) throw new HttpProblem(422, "There is nothing to take back since the accepted state.");
    project.changed("classes", revision);
    const action = `Took back ${actions === 1 ? "1 change" : `${actions} changes`}.`;
    return answer(c, undoneSchema, { revision, action });
  });
}

async function changeProject(c: StudioContext, studio: Studio): Promise<Response> {
  const project = await projectOf(c, studio);
  const changed = await bodyOf(c, changeProjectSchema);
  const { database } = project;
  await database.write(async (write) => {
    const old = await readSettings(database);
    if (changed.kind !== undefined && changed.kind !== old.kind) {
      await requireKind(database, changed.kind);
      write(...forgetAnswers);
    }
    write(...setSettings(changed), nextRevision);
  });
  project.loop.poke();
  project.refresh();
  return answer(c, projectStateSchema, await project.state());
}

async function takeBack(c: StudioContext, project: Project, way: "undo" | "redo"): Promise<Response> {
  const done = await undo(project.database, way);
  if (done === undefined) throw new HttpProblem(422, `There is nothing to ${way}.`);
  project.changed("classes", done.revision);
  return answer(c, undoneSchema, done);
}
