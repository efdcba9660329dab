import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  ChangedClass,
  Failure,
  Imported,
  ImportPreview,
  ProjectState,
  Studio,
  TextsPage,
} from "../../src/studio/contract.ts";
import { startStudio } from "../../src/studio/start-studio.ts";
import { startTestStudio, type TestStudio } from "./client.ts";

describe("who may use the studio", () => {
  let studio: TestStudio;
  beforeAll(async () => {
    studio = await startTestStudio();
  });
  afterAll(() => studio.end());

  const fetchAs = (headers: Record<string, string>, path = "/api/studio", method = "GET") =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(studio.running.url);
      const sent = request({ host: "127.0.0.1", port, path, method, headers }, (found) => {
        found.resume();
        resolve(found.statusCode ?? 0);
      });
      sent.on("error", reject);
      sent.end();
    });

  it("a request without a session is rejected, and so is a wrong one", async () => {
    expect(await fetchAs({})).toBe(401);
    expect(await fetchAs({ cookie: `${studio.client.cookie}x` })).toBe(401);
    expect(await fetchAs({ cookie: studio.client.cookie })).toBe(200);
  });

  it("a link opens one session", async () => {
    const link = studio.running.link();
    const [first, second] = [await fetch(link), await fetch(link)];
    expect([first.headers.has("set-cookie"), second.status]).toEqual([true, 401]);
    await Promise.all([first.text(), second.text()]);
  });

  it("a request under a foreign host name or of a foreign page is rejected", async () => {
    const { cookie } = studio.client;
    expect(await fetchAs({ cookie, host: "evil.example" })).toBe(403);
    expect(await fetchAs({ cookie, origin: "https://evil.example" }, "/api/projects", "POST")).toBe(403);
    expect(await fetchAs({ cookie, "sec-fetch-site": "cross-site" })).toBe(403);
  });

  it("a form of another page cannot change anything, since only JSON is read", async () => {
    const found = await fetch(`${studio.client.url}/api/projects`, {
      method: "POST",
      headers: { cookie: studio.client.cookie, "content-type": "text/plain" },
      body: JSON.stringify({ name: "forged" }),
    });
    expect(found.status).toBe(415);
    await found.text();
  });

  it("answers carry the headers for security and are not stored", async () => {
    const found = await fetch(`${studio.client.url}/api/studio`, {
      headers: { cookie: studio.client.cookie },
    });
    await found.text();
    expect(found.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(found.headers.get("cache-control")).toBe("no-store");
  });

  it("a second studio on the same folder is rejected", async () => {
    const second = startStudio({ folder: studio.folder, log: () => {} });
    await expect(second).rejects.toThrow(/is used by another studio \(process \d+\)/);
  });

  it("keys of the environment are named, never shown", async () => {
    const own = await startTestStudio({ environment: { OPENAI_API_KEY: "sk-secret", OTHER: "x" } });
    const { body } = await own.client.get<Studio>("/studio");
    expect(body.keyVariables).toEqual(["OPENAI_API_KEY"]);
    expect(JSON.stringify(body)).not.toContain("sk-secret");
    await own.end();
  });
});

describe("hostile input", () => {
  let studio: TestStudio;
  const project = "/projects/hostile";
  beforeAll(async () => {
    studio = await startTestStudio();
    await studio.client.post("/projects", { name: "Hostile" });
  });
  afterAll(() => studio.end());

  const names = [
    "'; DROP TABLE class; --",
    "<img src=x onerror=alert(1)>",
    "__proto__",
    "constructor",
    "../../etc/passwd",
    "\u202Eright to left",
    "zero \u0000 inside",
    "half \uD83D of a pair",
    "🦄 e\u0301 ﬁ",
    "none",
    "0",
    '"quoted" \\ and $1 %s',
  ];

  it("names of classes come back as they were given, but for what cannot be stored", async () => {
    for (const name of names) {
      const { status, body } = await studio.client.post<ChangedClass>(`${project}/classes`, {
        name,
        description: `All about ${name}.`,
      });
      expect(status).toBe(201);
      expect(body.class.name).toBe(name.replace(/\0|\p{Surrogate}/gu, "\uFFFD"));
    }
  });

  it("texts come back as they were imported, and can be found", async () => {
    const lines = names.map((text, i) => JSON.stringify({ text: `${i} ${text}`, label: text }));
    const { body } = await studio.client.upload<Imported>(
      `${project}/imports?format=jsonl&text=text&label=label`,
      lines.join("\n"),
    );
    expect(body).toMatchObject({ texts: names.length, newClasses: [], labels: names.length });
    for (const [i, name] of names.entries()) {
      const text = `${i} ${name}`.replace(/\0|\p{Surrogate}/gu, "\uFFFD");
      const query = new URLSearchParams({ search: text.toUpperCase() });
      const { texts } = (await studio.client.get<TextsPage>(`${project}/texts?${query}`)).body;
      expect(texts.map((each) => each.text)).toContain(text);
    }
    expect((await studio.client.settled("hostile")).answers.phase).toBe("current");
  });

  it("names of projects become safe names of folders", async () => {
    for (const [name, id] of [
      ["../../up", "up"],
      ["CON", "con"],
      ["日本語", "project"],
      ["a".repeat(200), "a".repeat(60)],
      ["Hostile", "hostile-2"],
    ]) {
      const { status, body } = await studio.client.post<ProjectState>("/projects", { name });
      expect([status, body.id]).toEqual([201, id]);
    }
    for (const path of ["/projects/..%2F..", "/projects/%2e%2e", "/projects/nothing"])
      expect((await studio.client.get(path)).status).toBe(404);
  });

  it("requests of another form are rejected with the field", async () => {
    const wrong: [string, unknown, string][] = [
      ["/classes", { name: "  " }, "name"],
      ["/classes", { name: "x".repeat(201) }, "name"],
      ["/classes", { name: "ok", color: "red" }, ""],
      ["/corrections", { ids: [], label: "none" }, "ids"],
      ["/corrections", { ids: [1], selection: {}, label: "none" }, ""],
      ["/corrections", { ids: [1], label: "a", clear: true }, ""],
      ["/jobs", { kind: "explode" }, "kind"],
      ["/pins", { text: "x" }, "label"],
    ];
    for (const [path, body, field] of wrong) {
      const found = await studio.client.post<Failure>(`${project}${path}`, body);
      expect([path, found.status, found.body.field ?? ""]).toEqual([path, 400, field]);
      expect(found.body.detail).not.toBe("");
    }
    for (const query of ["limit=501", "limit=0", "offset=-1", "sort=evil", "class=x", "filter=%27"])
      expect((await studio.client.get(`${project}/texts?${query}`)).status).toBe(400);
  });

  it("a correction of a text that does not exist changes nothing", async () => {
    const { status } = await studio.client.post(`${project}/corrections`, { ids: [1, 99_999], label: "0" });
    expect(status).toBe(404);
    const { texts } = (await studio.client.get<TextsPage>(`${project}/texts?filter=corrected`)).body;
    expect(texts).toEqual([]);
  });

  it("files that are not texts are rejected, and store nothing", async () => {
    const before = (await studio.client.get<ProjectState>(project)).body;
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 255, 254, 0, 1]);
    for (const [format, content] of [
      ["jsonl", "{"],
      ["csv", "a,b\n"],
      ["lines", "\n\n"],
      ["lines", zip],
    ] as const) {
      const { status, body } = await studio.client.upload<Failure>(
        `${project}/imports?format=${format}`,
        content,
      );
      expect([format, status]).toEqual([format, 422]);
      expect(body.detail).not.toBe("");
    }
    expect((await studio.client.get<ProjectState>(project)).body.revision).toBe(before.revision);
  });

  it("rows that are too long or empty are left out and counted", async () => {
    const content = [JSON.stringify({ text: "x".repeat(200_001) }), '{"text":"  "}', '{"text":"good"}'].join(
      "\n",
    );
    const { body } = await studio.client.upload<Imported>(
      `${project}/imports?format=jsonl&text=text`,
      content,
    );
    expect(body).toMatchObject({ texts: 1, skipped: 2, notices: [expect.stringContaining("200,000")] });
  });

  it("an upload beyond the limit is cut off", async () => {
    let sent = 0;
    const part = new Uint8Array(8 * 1024 ** 2).fill(97);
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ < 100) controller.enqueue(part);
        else controller.close();
      },
    });
    const found = await fetch(`${studio.client.url}/api${project}/imports?format=lines`, {
      method: "POST",
      headers: { cookie: studio.client.cookie },
      body,
      duplex: "half",
    } as RequestInit).then(
      async (reply) => {
        await reply.text();
        return reply.status;
      },
      // The connection is closed while the client still sends.
      () => 413,
    );
    expect(found).toBe(413);
    expect(sent).toBeLessThan(60);
  });

  it("a preview of anything is an answer", async () => {
    for (const content of ["", "{}", "[1,2]", "a;b\n1;2\n", '"\n', "\uFEFFtext,label\nx,y\n"]) {
      const { status, body } = await studio.client.upload<ImportPreview>(
        `${project}/imports/preview`,
        content,
      );
      expect([content, status]).toEqual([content, 200]);
      expect(body.rows.length).toBeLessThanOrEqual(20);
    }
  });
});
