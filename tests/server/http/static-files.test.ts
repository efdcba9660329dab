import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHttpApp } from "../../../src/server/http/http-app.ts";
import { staticFiles } from "../../../src/server/http/static-files.ts";

const folder = mkdtempSync(join(tmpdir(), "pilesort-static-"));
const app = createHttpApp({ log: () => {} });
const get = (path: string, method = "GET") => app.fetch(new Request(`http://localhost${path}`, { method }));

beforeAll(() => {
  mkdirSync(join(folder, "page/assets"), { recursive: true });
  writeFileSync(join(folder, "page/index.html"), "<!doctype html>hello");
  writeFileSync(join(folder, "page/assets/a-1.js"), "let a;");
  writeFileSync(join(folder, "page/.hidden.js"), "secret");
  writeFileSync(join(folder, "page/data.bin"), "secret");
  writeFileSync(join(folder, "secret.txt"), "secret");
  symlinkSync(join(folder, "secret.txt"), join(folder, "page/link.txt"));
  app.use(staticFiles(join(folder, "page"), { immutablePrefix: "/assets/" }));
});

afterAll(() => rmSync(folder, { recursive: true }));

it("serves the files of a folder with their types", async () => {
  const page = await get("/");
  expect(await page.text()).toBe("<!doctype html>hello");
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page.headers.get("cache-control")).toBe("no-cache");
  const script = await get("/assets/a-1.js");
  expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(script.headers.get("cache-control")).toContain("immutable");
  expect(await (await get("/", "HEAD")).text()).toBe("");
});

it.each([
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/..%5csecret.txt",
  "/link.txt",
  "/.hidden.js",
  "/data.bin",
  "/assets",
  "/assets/",
  "/%00",
  "/%zz",
  "/missing.js",
])("does not serve %s", async (path) => {
  const answer = await get(path);
  expect(answer.status).toBe(404);
  expect(await answer.text()).not.toContain("secret\n");
});

it("does not serve files for other methods", async () => {
  expect((await get("/", "POST")).status).toBe(404);
});
