import { join } from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";

it("the client needs nothing but fetch: its bundle for browsers has only its own files", async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "../../src/client.ts")],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: "browser",
    format: "esm",
    logLevel: "silent",
  });
  const foreign = Object.keys(metafile.inputs).filter((file) => !/(^|\/)src\/client(\/|\.ts)/.test(file));
  expect(foreign).toEqual([]);
  const code = outputFiles[0].text;
  expect(code).not.toMatch(/\bnode:|\brequire\(|\bprocess\b|\bBuffer\b/);
  expect(code.length).toBeLessThan(8000);
});
