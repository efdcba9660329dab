import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { job as jobSchema } from "../../src/server/schemas/jobs.ts";
import { startTestServer, type TestServer } from "./start-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

/** Returns the events of a job until it ends. */
async function eventsOf(id: string) {
  const text = await (await server.get(`/v1/jobs/${id}/events`)).text();
  return text
    .split("\n\n")
    .filter((event) => event.startsWith("event: job\ndata: "))
    .map((event) => jobSchema.parse(JSON.parse(event.slice("event: job\ndata: ".length))));
}

const start = async (path: string, body: unknown) => {
  const reply = await server.post(path, body);
  expect(reply.status).toBe(202);
  return jobSchema.parse(await reply.json());
};

describe("a training", () => {
  it("makes the next version of a model, saves it, and is watched by events", async () => {
    const { id } = await start("/v1/models/mail/train", {
      classes: [{ name: "repair", description: "Something is broken and needs a repair." }],
      examples: [{ text: "The screen is cracked.", label: "repair" }],
    });
    const events = await eventsOf(id);
    expect(events.map(({ state }) => state)).toContain("running");
    expect(events.some(({ progress }) => progress?.stage === "embed")).toBe(true);
    expect(events.at(-1)).toMatchObject({
      state: "done",
      result: { model: "mail", version: 2, folder: "mail.v1" },
    });
    expect(existsSync(join(server.folder, "mail.v1/manifest.json"))).toBe(true);
    const reply = await server.post("/v1/models/mail/classify", { text: "It is broken, please repair it." });
    expect(await reply.json()).toMatchObject({ version: 2, answer: { prediction: "repair" } });
  });

  it("makes a new model", async () => {
    const classes = [
      { name: "cat", description: "Cats purr and meow." },
      { name: "dog", description: "Dogs bark and fetch." },
    ];
    const { id } = await start("/v1/models/pets/train", { classes });
    expect((await eventsOf(id)).at(-1)?.state).toBe("done");
    const reply = await server.post("/v1/models/pets/classify", { text: "it purrs" });
    expect(await reply.json()).toMatchObject({ answer: { prediction: "cat" } });
    const list = (await (await server.get("/v1/jobs")).json()) as { jobs: { id: string }[] };
    expect(list.jobs[0].id).toBe(id);
  });

  it("that fails says why and changes nothing", async () => {
    const { id } = await start("/v1/models/one/train", {
      classes: [{ name: "cat", description: "Cats purr." }],
    });
    const last = (await eventsOf(id)).at(-1);
    expect(last).toMatchObject({ state: "failed", error: expect.stringMatching(/two classes.*\.$/) });
    expect((await server.get("/v1/models/one")).status).toBe(404);
    expect(existsSync(join(server.folder, "one.v1"))).toBe(false);
  });

  it("can be cancelled", async () => {
    const examples = Array.from({ length: 3000 }, (_, i) => ({
      text: `parcel number ${i} is late`,
      label: "delivery",
    }));
    const { id } = await start("/v1/models/mail/train", { examples });
    const cancelled = await server.post(`/v1/jobs/${id}/cancel`, {});
    expect(cancelled.status).toBe(200);
    expect((await eventsOf(id)).at(-1)?.state).toBe("cancelled");
    const card = (await (await server.get("/v1/models/mail")).json()) as { version: number };
    expect(card.version).toBe(2);
  });

  it("of an unknown model needs classes", async () => {
    expect((await server.post("/v1/models/none/train", {})).status).toBe(404);
    expect((await server.get("/v1/jobs/none")).status).toBe(404);
    expect((await server.post("/v1/jobs/none/cancel", {})).status).toBe(404);
  });
});

describe("a generation", () => {
  it("needs a language model that the server was started with", async () => {
    const reply = await server.post("/v1/models/mail/generate", {});
    expect(reply.status).toBe(403);
    expect(await reply.text()).toContain("--llm");
    const withModel = await server.post("/v1/models/mail/generate", {
      model: "openai:x",
      url: "http://localhost",
    });
    expect(withModel.status).toBe(400);
  });
});
