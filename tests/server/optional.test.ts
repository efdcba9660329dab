import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadOptionalPackage } from "../../src/files/optional-package.ts";

const root = join(import.meta.dirname, "../..");
/** Packages that only the server and the studio use. */
const optional = [
  "hono",
  "@hono/node-server",
  "@hono/zod-openapi",
  "prom-client",
  "@libsql/client",
  "yauzl",
  "yazl",
];

/** Imports a file with a loader that rejects the optional packages, and prints what was asked for. */
function importWithoutPackages(file: string): string {
  const hooks = `export async function resolve(name, context, next) {
    if (${JSON.stringify(optional)}.some((each) => name === each || name.startsWith(each + "/"))) {
      throw Object.assign(new Error("Cannot find package " + name), { code: "ERR_MODULE_NOT_FOUND" });
    }
    return next(name, context);
  }`;
  const script = `
    import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hooks)}));
    await import(${JSON.stringify(file)}).then(() => console.log("loaded"), (error) => console.log(error.message));`;
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  return execFileSync(process.execPath, [tsx, "--input-type=module", "-e", script], {
    cwd: root,
    encoding: "utf8",
  }).trim();
}

it("the library does not load the packages of the server", () => {
  expect(importWithoutPackages("./src/index.ts")).toBe("loaded");
  expect(importWithoutPackages("./src/cli/commands.ts")).toBe("loaded");
  expect(importWithoutPackages("./src/server/server.ts")).toContain("Cannot find package");
});

it("a missing package is one sentence", async () => {
  const missing = () => Promise.reject(Object.assign(new Error("no"), { code: "ERR_MODULE_NOT_FOUND" }));
  await expect(
    loadOptionalPackage(missing, ["hono", "prom-client"], { source: "pilesort serve" }, "needs"),
  ).rejects.toThrow(
    'pilesort serve: needs the packages hono and prom-client, one of which is not installed; run "npm install hono prom-client"',
  );
});
