import { describe, expect, it } from "vitest";
import { PageSessions } from "../../../src/server/http/access.ts";
import { createHttpApp } from "../../../src/server/http/http-app.ts";

const host = "http://127.0.0.1:8000";
const token = "correct-horse-battery";

function protectedApp(sessions?: PageSessions) {
  const app = createHttpApp({
    log: () => {},
    access: { token, sessions, isOpen: (path) => path === "/healthz" },
  });
  app.get("/healthz", (c) => c.text("ok"));
  app.get("/", (c) => c.text("page"));
  app.get("/data", (c) => c.text("data"));
  return (path: string, headers: Record<string, string> = {}) => app.request(`${host}${path}`, { headers });
}

describe("a token", () => {
  it("opens the server, and a wrong or missing one does not", async () => {
    const get = protectedApp();
    expect((await get("/data")).status).toBe(401);
    expect((await get("/data", { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await get("/data", { authorization: `Basic ${token}` })).status).toBe(401);
    expect((await get("/data", { authorization: `Bearer ${token}x` })).status).toBe(401);
    const answer = await get("/data", { authorization: `bearer ${token}` });
    expect(answer.status).toBe(200);
    expect((await get("/data")).headers.get("www-authenticate")).toBe("Bearer");
  });

  it("is not needed for open paths", async () => {
    const get = protectedApp();
    expect((await get("/healthz")).status).toBe(200);
  });

  it("does not open a server without sessions if it stands in the address", async () => {
    expect((await protectedApp()(`/data?token=${token}`)).status).toBe(401);
  });
});

describe("a session of a page", () => {
  it("is opened by a link once, with a cookie that scripts and other sites cannot use", async () => {
    const sessions = new PageSessions();
    const get = protectedApp(sessions);
    const link = `/?token=${sessions.issue()}&tab=1`;
    const opened = await get(link);
    expect(opened.status).toBe(200);
    expect(await opened.text()).toContain('content="0;url=/?tab=1"');
    const cookie = opened.headers.get("set-cookie") ?? "";
    expect(cookie).toContain("HttpOnly");
    expect(cookie).toContain("SameSite=Strict");
    const [pair] = cookie.split(";");
    expect(await (await get("/data", { cookie: pair })).text()).toBe("data");
    expect((await get(link)).status).toBe(401);
    // Reloading the link in the same browser continues its session.
    expect((await get(link, { cookie: pair })).status).toBe(200);
    expect((await get("/data", { cookie: `${sessions.cookie}=wrong` })).status).toBe(401);
  });

  it("does not lead to another site or into markup", async () => {
    const sessions = new PageSessions();
    const app = createHttpApp({ log: () => {}, access: { sessions } });
    const opened = await app.request(`${host}//evil.example/%22%3E?token=${sessions.issue()}&a="><script>`);
    const page = await opened.text();
    expect(page).toContain("url=/evil.example/");
    expect(page).not.toContain("<script>");
  });

  it("ends when there are too many", () => {
    const sessions = new PageSessions();
    const first = sessions.issue();
    for (let i = 0; i < 1000; i++) sessions.issue();
    expect(sessions.redeem(first)).toBeUndefined();
  });
});
