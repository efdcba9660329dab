import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  Drops,
  ExamplesPage,
  Failure,
  Job,
  ProjectState,
  StudioExample,
  Version,
  Versions,
} from "../../src/studio/contract.ts";
import { startGenerationServer } from "../cli/generation-server.ts";
import { startTestStudio, type TestStudio } from "./client.ts";

const secret = "sk-studio-secret-4711";

describe("jobs of a project", () => {
  let studio: TestStudio;
  const project = "/projects/jobs";

  beforeAll(async () => {
    studio = await startTestStudio();
    await studio.client.post("/projects", { name: "Jobs" });
    for (const [name, description] of [
      ["refund", "The customer wants money back for something that was paid."],
      ["delivery", "A parcel is late, lost or at the wrong door."],
    ])
      await studio.client.post(`${project}/classes`, { name, description });
    await studio.client.upload(`${project}/imports?format=lines`, "my parcel is late\nmoney back\n");
  });
  afterAll(() => studio.end());

  const generation = (url: string) => ({
    ...{ url, model: "test-model" },
    key: secret,
    examplesPerClass: 5,
    concurrency: 2,
  });

  it("a plan says how many calls a generation makes, and makes none", async () => {
    const { status, body } = await studio.client.post<{ classes: { calls: number } }>(
      `${project}/generation/plan`,
      {
        examplesPerClass: 5,
      },
    );
    expect([status, body.classes.calls]).toEqual([200, 2]);
  });

  it("a generation adds examples, which can be changed and deleted", async () => {
    const server = await startGenerationServer(() => undefined);
    const { body: job } = await studio.client.post<Job>(`${project}/jobs`, {
      kind: "generate",
      generation: generation(server.url),
    });
    const done = await studio.client.jobEnd("jobs", job.id);
    expect([done.state, done.problem]).toEqual(["done", undefined]);
    expect(server.seen[0].headers.authorization).toBe(`Bearer ${secret}`);
    const { body } = await studio.client.get<ExamplesPage>(`${project}/examples?limit=500`);
    expect(body.total).toBeGreaterThanOrEqual(8);
    const [first, second] = body.examples;
    const changed = await studio.client.patch<StudioExample>(`${project}/examples/${first.id}`, {
      version: first.version,
      text: "I want the money for the shoes back.",
    });
    expect(changed.body).toMatchObject({ text: "I want the money for the shoes back.", isEdited: true });
    const late = await studio.client.patch(`${project}/examples/${first.id}`, {
      version: first.version,
      text: "x",
    });
    expect(late.status).toBe(409);
    await studio.client.post(`${project}/examples/delete`, { ids: [second.id] });
    expect((await studio.client.get<ExamplesPage>(`${project}/examples`)).body.total).toBe(body.total - 1);
    const drops = await studio.client.get<Drops>(`${project}/drops`);
    expect(drops.status).toBe(200);
  });

  it("a typed key is sent to the language model and to nobody else", async () => {
    const { body } = await studio.client.get<object>(`${project}/jobs`);
    expect(JSON.stringify(body)).not.toContain(secret);
    const names = await readdir(studio.folder, { recursive: true, withFileTypes: true });
    for (const file of names.filter((entry) => entry.isFile()))
      expect((await readFile(join(file.parentPath, file.name))).includes(secret)).toBe(false);
  });

  it("a failed generation says why, without the key, and can be resumed", async () => {
    let isBroken = true;
    const server = await startGenerationServer(() =>
      isBroken ? { status: 500, body: { error: { message: `The key ${secret} is not known.` } } } : undefined,
    );
    const { body: job } = await studio.client.post<Job>(`${project}/jobs`, {
      kind: "generate",
      generation: { ...generation(server.url), examplesPerClass: 9 },
    });
    const busy = await studio.client.post<Failure>(`${project}/jobs`, { kind: "evaluate" });
    expect(busy.status).toBe(429);
    await studio.client.post(`${project}/jobs/${job.id}/stop`, { how: "cancel" });
    const stopped = await studio.client.jobEnd("jobs", job.id);
    expect(["stopped", "failed"]).toContain(stopped.state);
    expect(JSON.stringify(stopped)).not.toContain(secret);
    isBroken = false;
    await studio.client.post(`${project}/jobs/${job.id}/resume`, { key: secret });
    expect(await studio.client.jobEnd("jobs", job.id)).toMatchObject({ id: job.id, state: "done" });
  });

  it("an evaluation without labels says what is missing", async () => {
    const { body: job } = await studio.client.post<Job>(`${project}/jobs`, { kind: "evaluate" });
    const ended = await studio.client.jobEnd("jobs", job.id);
    expect(ended).toMatchObject({ state: "failed", problem: expect.stringContaining("label at least 10") });
  });

  it("a training makes a version, and the next one shares its equal files", async () => {
    const made: Version[] = [];
    for (const name of ["one", "two"]) {
      const { body: job } = await studio.client.post<Job>(`${project}/jobs`, {
        kind: "train",
        tune: false,
        name,
      });
      const done = await studio.client.jobEnd("jobs", job.id);
      expect(done.state).toBe("done");
      const { versions } = (await studio.client.get<Versions>(`${project}/versions`)).body;
      made.push(versions.find(({ id }) => id === done.version)!);
    }
    expect(made.map(({ name }) => name)).toEqual(["one", "two"]);
    expect(made[1].bytes).toBeLessThan(made[0].bytes);
    const state = await studio.client.settled("jobs");
    expect(state).toMatchObject({ version: made[1].id, hasUnsavedChanges: false });
    const refused = await studio.client.delete(`${project}/versions/${made[1].id}`);
    expect(refused.status).toBe(422);
    expect((await studio.client.delete(`${project}/versions/${made[0].id}`)).status).toBe(204);
  });

  it("a deleted project can be taken out of the bin with all it had", async () => {
    const before = (await studio.client.get<ProjectState>(project)).body;
    expect((await studio.client.delete(project)).status).toBe(204);
    expect((await studio.client.get(project)).status).toBe(404);
    const { status, body } = await studio.client.post<ProjectState>("/bin/jobs/restore");
    expect([status, body]).toMatchObject([200, { id: "jobs" }]);
    expect(body.counts).toEqual(before.counts);
    expect(body.examples).toBe(before.examples);
  });
});
