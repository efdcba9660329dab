import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pageBlocks } from "./run-page.ts";

const root = resolve(import.meta.dirname, "..");

/** Returns the paths of all pages for people: those beside README.md, in docs/, and the READMEs of examples and benches. */
export function allPages(): string[] {
  const inFolder = (folder: string, recursive: boolean) =>
    readdirSync(join(root, folder), { recursive, encoding: "utf8" })
      .filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
      .map((name) => join(root, folder, name));
  return [".", "docs", "examples", "bench", "assets", "tools"]
    .flatMap((folder) => inFolder(folder, folder !== "."))
    .sort();
}

/** Returns the paths of the pages that have blocks to run. */
export function runnablePages(): string[] {
  return allPages().filter((file) =>
    pageBlocks(readFileSync(file, "utf8")).some(({ kind }) => kind === "run"),
  );
}
