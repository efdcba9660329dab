import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundledFile } from "./encoder-folder.ts";

/** The folder of the encoder in the package. */
export const bundledEncoderFolder = findBundledEncoder(import.meta.url);

/**
 * Finds the folder of the bundled encoder: beside the code (the relative path is the same from src/encoder and from
 * dist/encoder), or in the installed package if a bundler moved the code.
 * @param url address of the code. It is undefined in CommonJS bundles
 * @param current a file in the folder from which the program was started
 * @returns the folder; if the files are in no such place, the folder in which they should be
 * @internal Exported for tests.
 */
export function findBundledEncoder(
  url: string | undefined,
  current = join(process.cwd(), "here.js"),
): string {
  const file = url?.startsWith("file:") ? fileURLToPath(url) : undefined;
  // Bundlers would copy the file of a "new URL(..., import.meta.url)".
  const beside = file && join(dirname(file), "..", "..", "assets", "encoder");
  const installed = [file, current].map((from) => from && installedFolder(from));
  const places = [beside, ...installed].filter((place) => place !== undefined);
  return (
    places.find((place) => existsSync(join(place, bundledFile))) ?? places[0] ?? join("assets", "encoder")
  );
}

function installedFolder(from: string): string | undefined {
  try {
    return join(dirname(createRequire(from).resolve("pilesort/package.json")), "assets", "encoder");
  } catch {
    return undefined;
  }
}
