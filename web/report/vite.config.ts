import { join } from "node:path";
import { defineConfig } from "vite";

/** One script and one style, which are written into each report. */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: join(import.meta.dirname, "../../dist/web/report"),
    emptyOutDir: true,
    target: "es2022",
    lib: {
      entry: join(import.meta.dirname, "main.tsx"),
      formats: ["iife"],
      name: "report",
      fileName: () => "report.js",
      cssFileName: "report",
    },
  },
});
