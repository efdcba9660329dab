import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/index.ts";
import { createHttpApp } from "../../../src/server/http/http-app.ts";
import type { LogEntry } from "../../../src/server/http/log.ts";

const host = "http://127.0.0.1:8000";

function appWith(options: Partial<Parameters<typeof createHttpApp>[0]> = {}) {
  const entries: LogEntry[] = [];
  const app = createHttpApp({ log: (entry) => entries.push(entry), ...options });
  app.get("/items/:name", (c) => c.json({ name: c.req.param("name") }));
  app.post("/echo", async (c) => c.json(await c.req.json()));
  app.get("/invalid", () => {
    throw new InputError("The text is secret.");
  });
  app.get("/odd", () => Promise.reject("not an error"));
  app.get("/broken", () => {
    throw new Error("failed at the secret text");
  });
  return { entries, app, get: (path: string, init?: RequestInit) => app.request(`${host}${path}`, init) };
}

describe("an app", () => {
  it("answers with a request id, and keeps a plain one of the client", async () => {
    const { get } = appWith();
    const answer = await get("/items/a");
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    const own = await get("/items/a", { headers: { "X-Request-Id": "mine-1" } });
    expect(own.headers.get("x-request-id")).toBe("mine-1");
    const strange = await get("/items/a", { headers: { "X-Request-Id": "a b" } });
    expect(strange.headers.get("x-request-id")).not.toBe("a b");
  });

  it("sends the headers for security with every answer, errors too", async () => {
    const { get } = appWith();
    for (const path of ["/items/a", "/nothing", "/broken"]) {
      const { headers } = await get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  it("turns errors into problems with one sentence and without a stack", async () => {
    const { get } = appWith();
    const invalid = await get("/invalid");
    expect(invalid.status).toBe(400);
    expect(invalid.headers.get("content-type")).toBe("application/problem+json");
    expect(await invalid.json()).toMatchObject({
      status: 400,
      code: "invalid-request",
      detail: "The text is secret.",
    });
    const broken = await get("/broken");
    expect(broken.status).toBe(500);
    const text = await broken.text();
    expect(text).not.toMatch(/secret|at |\.ts/);
    expect((await get("/odd")).status).toBe(500);
    const missing = await get("/nothing");
    expect(await missing.json()).toMatchObject({ status: 404, title: "Not found" });
  });

  it("logs patterns of routes instead of paths, and no message of an unexpected error", async () => {
    const { get, entries } = appWith();
    await get("/items/secret?q=secret");
    await get("/secret");
    await get("/broken");
    expect(entries.map(({ route }) => route)).toEqual(["/items/:name", "unknown", undefined, "/broken"]);
    expect(entries[2]).toMatchObject({ level: "error", message: "unexpected error", error: "Error" });
    expect(JSON.stringify(entries)).not.toContain("secret");
    expect(entries[2].requestId).toBe(entries[3].requestId);
  });

  it("logs messages of unexpected errors if texts may be logged", async () => {
    const { get, entries } = appWith({ logTexts: true });
    await get("/broken");
    expect(entries[0].detail).toBe("failed at the secret text");
  });

  it("rejects a body above the limit, announced or not", async () => {
    const { get } = appWith({ body: { bytes: 100 } });
    const body = JSON.stringify({ text: "x".repeat(200) });
    const announced = await get("/echo", { method: "POST", body, headers: { "Content-Length": "212" } });
    expect(announced.status).toBe(413);
    const unannounced = await get("/echo", { method: "POST", body });
    expect(unannounced.status).toBe(413);
    const small = await get("/echo", { method: "POST", body: '{"a":1}' });
    expect(await small.json()).toEqual({ a: 1 });
  });

  it("refuses an address that sends more requests than allowed, and says when to come again", async () => {
    let time = 0;
    const { get } = appWith({ rate: { requestsPerSecond: 2 }, now: () => time });
    const statuses = async (count: number) => {
      const answers = [];
      for (let i = 0; i < count; i++) answers.push(await get("/items/a"));
      return answers.map(({ status }) => status);
    };
    expect(await statuses(5)).toEqual([200, 200, 200, 200, 429]);
    const refused = await get("/items/a");
    expect(refused.headers.get("retry-after")).toBe("1");
    time = 1000;
    expect(await statuses(3)).toEqual([200, 200, 429]);
  });
});

describe("the check of hosts and origins", () => {
  const request = async (headers: Record<string, string>, options = {}, method = "POST") => {
    const { app } = appWith({ origins: options });
    const url = `http://${headers.host ?? "localhost:8000"}/echo`;
    return app.request(url, { method, headers, ...(method === "POST" && { body: "{}" }) });
  };

  it.each(["localhost:8000", "127.0.0.1", "[::1]:8000", "192.168.1.5:80", "LOCALHOST"])(
    "answers to %s",
    async (host) => {
      expect((await request({ host })).status).toBe(200);
    },
  );

  it.each(["evil.example", "127.0.0.1.evil.example:8000", "localhost.evil.example"])(
    "refuses the host name %s",
    async (host) => {
      const answer = await request({ host });
      expect(answer.status).toBe(403);
      expect(((await answer.json()) as { detail: string }).detail).toContain("--allow-host");
    },
  );

  it("answers to names that are allowed", async () => {
    expect((await request({ host: "pilesort:8000" }, { hosts: ["pilesort"] })).status).toBe(200);
    expect((await request({ host: "any.example" }, { hosts: "any" })).status).toBe(200);
  });

  it.each<Record<string, string>>([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:3000" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
  ])("refuses a post of another site: %j", async (headers) => {
    expect((await request({ host: "localhost:8000", ...headers })).status).toBe(403);
  });

  it("answers its own pages, and a link to it", async () => {
    expect((await request({ host: "localhost:8000", origin: "http://localhost:8000" })).status).toBe(200);
    const { get } = appWith();
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await get("/items/a", { headers })).status).toBe(200);
  });

  it("answers pages of an allowed origin, and their preflight requests, errors too", async () => {
    const origins = ["https://app.example"];
    const headers = { host: "localhost:8000", origin: "https://app.example" };
    const answer = await request(headers, { origins });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
    const preflight = await request(headers, { origins }, "OPTIONS");
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("Authorization");
    const missing = await appWith({ origins: { origins } }).get("/nothing", { headers });
    expect(missing.status).toBe(404);
    expect(missing.headers.get("access-control-allow-origin")).toBe("https://app.example");
  });
});
