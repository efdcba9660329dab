import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundledFile } from "./encoder-folder.ts";

/** The folder of the encoder that comes with the package. */
export const bundledEncoderFolder = findBundledEncoder(import.meta.url);

/**
 * Finds the files of the bundled encoder: beside the code, which is the same way from src/encoder and from dist/encoder,
 * or in the installed package if a bundler put the code elsewhere.
 * @param url of the code. Bundles in CommonJS do not have it.
 * @param current a file in the folder from which the program was started
 * @returns where the files should lie if they are nowhere
 */
export function findBundledEncoder(
  url: string | undefined,
  current = join(process.cwd(), "here.js"),
): string {
  const file = url?.startsWith("file:") ? fileURLToPath(url) : undefined;
  // Not "new URL(..., import.meta.url)", which bundlers take for a file that they must copy.
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
