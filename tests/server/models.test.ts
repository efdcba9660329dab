import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Classifier } from "../../src/index.ts";
import { modelCard } from "../../src/server/schemas/models.ts";
import { startTestServer, type TestServer } from "./start-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const cardOf = async (reply: Response) => {
  expect(reply.status).toBe(200);
  return modelCard.parse(await reply.json());
};
const detailOf = async (reply: Response) => ((await reply.json()) as { detail: string }).detail;
const correct = (text: string, label: string) =>
  server.post("/v1/models/mail/corrections", { corrections: [{ text, label }] });
const predict = async (text: string) => {
  const reply = await server.post("/v1/models/mail/classify", { text });
  return ((await reply.json()) as { answer: { prediction: string } }).answer.prediction;
};

describe("models", () => {
  it("are listed and described", async () => {
    expect(await (await server.get("/v1/models")).json()).toMatchObject({
      models: [{ name: "mail", version: 1, classes: 3 }],
    });
    const card = await cardOf(await server.get("/v1/models/mail"));
    expect(card.classes.map(({ name }) => name)).toEqual(["refund", "praise", "delivery"]);
    expect(card.versions).toMatchObject([{ version: 1, folder: "mail", origin: "start", isCurrent: true }]);
  });

  it("are loaded from the folder of models, under a new name too", async () => {
    cpSync(join(server.folder, "mail"), join(server.folder, "copy"), { recursive: true });
    const card = await cardOf(await server.post("/v1/models/other/load", { folder: "copy" }));
    expect(card).toMatchObject({ name: "other", version: 1 });
    expect((await server.post("/v1/models/other/classify", { text: "parcel" })).status).toBe(200);
  });

  it.each(["../mail", "/etc", "a/../../mail", "..", ".hidden", "", "C:\\mail", "a\\b", "mail\u0000"])(
    "are not loaded from %j",
    async (folder) => {
      expect((await server.post("/v1/models/mail/load", { folder })).status).toBe(400);
    },
  );

  it("are not loaded through a link out of the folder, and no path of the machine is shown", async () => {
    symlinkSync("/etc", join(server.folder, "link"));
    expect((await server.post("/v1/models/mail/load", { folder: "link" })).status).toBe(404);
    mkdirSync(join(server.folder, "damaged"));
    writeFileSync(join(server.folder, "damaged/manifest.json"), "{}");
    const damaged = await server.post("/v1/models/new/load", { folder: "damaged" });
    expect(damaged.status).toBe(422);
    expect(await detailOf(damaged)).toMatch(/^damaged/);
    expect((await server.get("/v1/models/new")).status).toBe(404);
  });

  it("are replaced under load without an error, and rolled back", async () => {
    let isOver = false;
    const statuses: number[] = [];
    const versions = new Set<number>();
    const client = async () => {
      while (!isOver) {
        const reply = await server.post("/v1/models/mail/classify", {
          texts: ["Where is my parcel?", "Thanks!"],
        });
        statuses.push(reply.status);
        versions.add(((await reply.json()) as { version: number }).version);
      }
    };
    const clients = Array.from({ length: 8 }, client);
    for (let i = 0; i < 3; i++) await cardOf(await server.post("/v1/models/mail/load", {}));
    const back = await cardOf(await server.post("/v1/models/mail/rollback", { version: 1 }));
    expect(back.version).toBe(1);
    isOver = true;
    await Promise.all(clients);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(versions.size).toBeGreaterThan(1);
    expect(back.versions.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    const missing = await server.post("/v1/models/mail/rollback", {});
    expect(missing.status).toBe(409);
    expect(await detailOf(missing)).toContain("has no earlier version");
  });
});

describe("corrections", () => {
  it("are in effect at once, saved to the folder, listed, and taken back", async () => {
    const text = "The cat flap is stuck.";
    const report = (await (await correct(text, "repair")).json()) as { newClasses: string[] };
    expect(report.newClasses).toEqual(["repair"]);
    expect(await predict(text)).toBe("repair");
    const saved = await Classifier.load(join(server.folder, "mail"));
    expect(await saved.predict(text)).toBe("repair");
    await saved.dispose();
    expect(await (await server.get("/v1/models/mail/corrections")).json()).toMatchObject({
      corrections: [{ number: 1, text, label: "repair" }],
    });
    const undone = await server.get("/v1/models/mail/corrections/1", { method: "DELETE" });
    expect(undone.status).toBe(200);
    expect(await predict(text)).not.toBe("repair");
    expect((await server.get("/v1/models/mail/corrections/9", { method: "DELETE" })).status).toBe(400);
  });

  it("at the same time are all kept", async () => {
    const texts = ["one odd text", "another odd text", "a third odd text"];
    const replies = await Promise.all(texts.map((text) => correct(text, "refund")));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    const saved = await Classifier.load(join(server.folder, "mail"));
    expect(
      saved.corrections
        .slice(-3)
        .map(({ text }) => text)
        .sort(),
    ).toEqual([...texts].sort());
    await saved.dispose();
  });

  it("are rejected if another program has changed the folder, until it is loaded again", async () => {
    const other = await Classifier.load(join(server.folder, "mail"));
    await other.correct("changed elsewhere", "praise");
    await other.save(join(server.folder, "mail"));
    await other.dispose();
    const refused = await correct("changed here", "refund");
    expect(refused.status).toBe(409);
    expect(await detailOf(refused)).toContain("changed by another program");
    await cardOf(await server.post("/v1/models/mail/load", {}));
    expect((await correct("changed here", "refund")).status).toBe(200);
    expect(await predict("changed elsewhere")).toBe("praise");
  });
});

describe("an evaluation", () => {
  it("returns the figures of labeled texts, those without a class too", async () => {
    const reply = await server.post("/v1/models/mail/evaluate", {
      rows: [
        { text: "Where is my parcel?", label: "delivery" },
        { text: "I want my money back.", label: "praise" },
        { text: "zzz", label: null },
      ],
      none: true,
    });
    expect(await reply.json()).toMatchObject({ rows: 3, outOfScopeRows: 1, wrong: expect.any(Number) });
    expect((await server.post("/v1/models/mail/evaluate", { rows: [] })).status).toBe(400);
  });
});

describe("a read-only server", () => {
  it("does not change models", async () => {
    const locked = await startTestServer({ readOnly: true });
    try {
      const requests = ["load", "rollback", "train", "generate"].map((what) =>
        locked.post(`/v1/models/mail/${what}`, {}),
      );
      expect((await Promise.all(requests)).map(({ status }) => status)).toEqual([403, 403, 403, 403]);
      expect(
        (await locked.post("/v1/models/mail/corrections", { corrections: [{ text: "a", label: "b" }] }))
          .status,
      ).toBe(403);
      expect((await locked.post("/v1/models/mail/classify", { text: "parcel" })).status).toBe(200);
      expect(existsSync(join(locked.folder, "mail.v1"))).toBe(false);
    } finally {
      await locked.remove();
    }
  });
});
