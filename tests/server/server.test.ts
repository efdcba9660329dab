import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../../src/server/server.ts";
import { startTestServer, type TestServer } from "./start-server.ts";

let server: TestServer;
const token = "0123456789abcdefghij";
beforeAll(async () => {
  server = await startTestServer({ token, origins: ["https://app.example"] });
});
afterAll(() => server.remove());

const authorized = { headers: { Authorization: `Bearer ${token}` } };

describe("a server", () => {
  it("needs its token for everything but health checks", async () => {
    expect((await server.get("/healthz")).status).toBe(200);
    expect(await (await server.get("/readyz")).json()).toEqual({ status: "ready" });
    for (const path of ["/v1/models", "/metrics", "/openapi.json", "/docs", "/nothing"]) {
      expect((await server.get(path)).status).toBe(401);
    }
    expect((await server.get("/v1/models", authorized)).status).toBe(200);
  });

  it("rejects pages of other sites, but not those that are allowed", async () => {
    const from = (origin: string) =>
      server.post(
        "/v1/models/mail/classify",
        { text: "a" },
        { headers: { ...authorized.headers, Origin: origin } },
      );
    expect((await from("https://evil.example")).status).toBe(403);
    expect((await from("https://app.example")).headers.get("access-control-allow-origin")).toBe(
      "https://app.example",
    );
  });

  it("describes its API as OpenAPI 3.1 and as a page without scripts", async () => {
    const document = (await (await server.get("/openapi.json", authorized)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; summary: string }>>;
    };
    expect(document.openapi).toBe("3.1.0");
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(operations.length).toBeGreaterThan(15);
    expect(operations.filter(({ operationId, summary }) => !operationId || !/\.$/.test(summary))).toEqual([]);
    const page = await (await server.get("/docs", authorized)).text();
    for (const path of Object.keys(document.paths)) expect(page).toContain(`<code>${path}</code>`);
    expect(page).not.toMatch(/<script|https?:\/\/|style=| on\w+=/);
    const styles = await server.get("/docs/style.css", authorized);
    expect(styles.headers.get("content-type")).toContain("text/css");
    expect((await server.get("/", { ...authorized, redirect: "manual" })).headers.get("location")).toBe(
      "/docs",
    );
  });

  it("reports figures for Prometheus without texts or names of clients", async () => {
    await server.post("/v1/models/mail/classify", { text: "Where is my parcel?" }, authorized);
    await server.get("/v1/models/secret", authorized);
    const figures = await (await server.get("/metrics", authorized)).text();
    expect(figures).toContain('pilesort_texts_total{model="mail",outcome="class"}');
    expect(figures).toContain('pilesort_model_version{model="mail"} 1');
    expect(figures).toContain("process_resident_memory_bytes");
    expect(figures).not.toContain("secret");
  });

  it("does not start with a model that cannot be loaded, or with an unsafe address", async () => {
    const options = { models: new Map([["mail", `${server.folder}/missing`]]), log: () => {} };
    await expect(startServer(options)).rejects.toThrow("missing");
    await expect(startServer({ ...options, host: "0.0.0.0" })).rejects.toThrow("--insecure");
    await expect(startServer({ ...options, folder: "/nowhere" })).rejects.toThrow("There is no such folder");
  });

  it("answers 200 connections at once", async () => {
    const requests = Array.from({ length: 200 }, (_, i) =>
      server.post("/v1/models/mail/classify", { text: `parcel ${i}` }, authorized),
    );
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

describe("a server that stops", () => {
  it("answers the requests in progress and ends streams of events", async () => {
    const stopping = await startTestServer();
    const texts = Array.from({ length: 300 }, (_, i) => `Where is parcel ${i}?`);
    const running = stopping.post("/v1/models/mail/classify", { texts });
    const figures = async () => (await stopping.get("/metrics")).text();
    await expect.poll(figures).toMatch(/^pilesort_batch_texts_count [1-9]/m);
    await stopping.stop(20_000);
    const reply = await running;
    expect(reply.status).toBe(200);
    expect(((await reply.json()) as { answers: unknown[] }).answers).toHaveLength(300);
    await expect(stopping.get("/healthz")).rejects.toThrow();
    await stopping.remove();
  });
});
