import type { Hono } from "hono";
import type { HttpEnv } from "../../server/http/http-app.ts";
import { HttpProblem } from "../../server/http/problem.ts";
import { undo, undoAllAfter } from "../../store/change-log.ts";
import { nextRevision, readSettings, setSettings } from "../../store/settings.ts";
import {
  changeProjectSchema,
  createProjectSchema,
  projectStateSchema,
  studioSchema,
  undoneSchema,
} from "../contract.ts";
import type { Project } from "../project/project.ts";
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
  if (changed.kind === "multi-label") {
    throw new HttpProblem(
      422,
      "A text of the studio has one label so far; for several labels per text use pilesort train --multi-label.",
    );
  }
  await project.database.write(async (write) => write(...setSettings(changed), nextRevision));
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
