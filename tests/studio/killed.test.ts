import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import type {
  ChangedClass,
  Imported,
  ProjectState,
  StudioClasses,
  TextsPage,
} from "../../src/studio/contract.ts";
import { StudioClient } from "./client.ts";

/** Number of times that the studio is killed. PILESORT_KILLS=100 runs more by hand. */
const kills = Number(process.env.PILESORT_KILLS ?? 15);
/** The studio as one file, which starts faster. It lies where its packages are found. */
const program = join(import.meta.dirname, `../../node_modules/.pilesort-studio-${process.pid}.mjs`);
const project = "/projects/killed";

/** A value that was acknowledged, and one that was sent but not acknowledged yet: either may be stored. */
interface Expected<T> {
  acknowledged: T;
  sent?: T;
}

describe("a studio that is killed while it writes", () => {
  beforeAll(async () => {
    const entry = join(import.meta.dirname, "fixtures/run-studio.ts");
    const options = { platform: "node", format: "esm", target: "node20", packages: "external" } as const;
    await build({ entryPoints: [entry], outfile: program, bundle: true, ...options });
  });
  afterAll(() => rm(program, { force: true }));

  it("has everything that it acknowledged, and nothing by half", {
    timeout: 60_000 + kills * 20_000,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "studio-killed-"));
    const random = createRandom(7);
    const descriptions = new Map<number, Expected<string>>();
    const labels = new Map<number, Expected<string | null>>();
    const texts: Expected<number> = { acknowledged: 0 };
    let acknowledged = 0;
    try {
      let { child, client } = await start(folder);
      await client.post("/projects", { name: "Killed" });
      for (const name of ["a", "b", "c"]) {
        const { body } = await client.post<ChangedClass>(`${project}/classes`, { name });
        descriptions.set(body.class.id, { acknowledged: "" });
      }
      for (let round = 0; round < kills; round++) {
        const writers = [0, 1].map((writer) => write(client, writer === 0, round));
        const killed = once(child, "exit");
        setTimeout(() => child.kill("SIGKILL"), 100 + random.nextInt(900));
        await killed;
        await Promise.all(writers);
        ({ child, client } = await start(folder));
        await verify(client);
      }
      child.kill("SIGKILL");
      await once(child, "exit");
      expect(acknowledged).toBeGreaterThan(kills);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }

    /** Changes things one after the other until the studio is gone. */
    async function write(client: StudioClient, isImporter: boolean, round: number): Promise<void> {
      try {
        for (let number = 0; ; number++) {
          if (isImporter) {
            await describeClass(client, `round ${round}, number ${number}`);
            await importTen(client, `${round}-${number}`);
          } else await correctText(client);
        }
      } catch (error) {
        // The connection broke off.
        if (!(error instanceof TypeError)) throw error;
      }
    }

    async function describeClass(client: StudioClient, description: string): Promise<void> {
      const { body } = await client.get<StudioClasses>(`${project}/classes`);
      const { id, version } = body.classes[random.nextInt(body.classes.length)];
      const entry = descriptions.get(id)!;
      entry.sent = description;
      const { status } = await client.patch(`${project}/classes/${id}`, { version, description });
      expect(status).toBe(200);
      descriptions.set(id, { acknowledged: description });
      acknowledged++;
    }

    async function importTen(client: StudioClient, name: string): Promise<void> {
      const lines = Array.from({ length: 10 }, (_, i) => `text ${i} of ${name}`);
      texts.sent = texts.acknowledged + 10;
      const { status } = await client.upload<Imported>(`${project}/imports?format=lines`, lines.join("\n"));
      expect(status).toBe(201);
      texts.acknowledged += 10;
      delete texts.sent;
      acknowledged++;
    }

    async function correctText(client: StudioClient): Promise<void> {
      const { body } = await client.get<TextsPage>(`${project}/texts?limit=500`);
      if (body.texts.length === 0) return;
      const { id } = body.texts[random.nextInt(body.texts.length)];
      const label = ["a", "b", "c", null][random.nextInt(4)];
      const entry = labels.get(id);
      labels.set(
        id,
        entry === undefined ? { acknowledged: undefined as never, sent: label } : { ...entry, sent: label },
      );
      const { status } = await client.post(`${project}/corrections`, { ids: [id], label });
      expect(status).toBe(200);
      labels.set(id, { acknowledged: label });
      acknowledged++;
    }

    /** Compares what is stored with what was acknowledged, and continues from what is stored. */
    async function verify(client: StudioClient): Promise<void> {
      const { body: state } = await client.get<ProjectState>(project);
      expect([texts.acknowledged, texts.sent]).toContain(state.counts.all);
      texts.acknowledged = state.counts.all;
      delete texts.sent;
      const { body } = await client.get<StudioClasses>(`${project}/classes`);
      for (const { id, description } of body.classes) {
        const expected = descriptions.get(id)!;
        expect([expected.acknowledged, expected.sent]).toContain(description);
        descriptions.set(id, { acknowledged: description });
      }
      const stored = new Map<number, string | null | undefined>();
      for (let offset = 0; offset < state.counts.all; offset += 500) {
        const page = await client.get<TextsPage>(`${project}/texts?limit=500&offset=${offset}`);
        for (const { id, correction } of page.body.texts)
          stored.set(id, correction as string | null | undefined);
      }
      for (const [id, expected] of labels) {
        expect([expected.acknowledged, expected.sent]).toContain(stored.get(id));
        labels.set(id, { acknowledged: stored.get(id) as string | null });
      }
    }
  });
});

async function start(
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly client: StudioClient }> {
  const child = spawn(process.execPath, [program, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [link] = await once(createInterface(child.stdout!), "line");
  return { child, client: await StudioClient.openLink(link) };
}
