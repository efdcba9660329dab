import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundledEncoderFolder } from "./bundled-encoder.ts";
import { openTokenizer } from "./tokenizer.ts";

/**
 * Opens a counter of tokens: those of the bundled encoder's WordPiece vocabulary. Language models cut texts into
 * fewer, larger pieces, so it counts rather too many than too few.
 */
export async function openTokenCounter(): Promise<(text: string) => number> {
  const definition = JSON.parse(await readFile(join(bundledEncoderFolder, "tokenizer.json"), "utf8"));
  const tokenizer = openTokenizer(definition);
  return (text) => tokenizer.encode(text).length;
}
