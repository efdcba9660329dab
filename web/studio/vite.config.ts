import { defineConfig } from "vite";

/** Builds the studio's page. No file is inlined, so that a strict Content-Security-Policy can forbid `data:` and inline code. */
export default defineConfig({
  base: "./",
  build: {
    outDir: "../../dist/web/studio",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
