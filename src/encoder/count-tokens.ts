import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundledEncoderFolder } from "./bundled-encoder.ts";
import { openTokenizer } from "./tokenizer.ts";

/**
 * Opens a counter of tokens: those of the bundled encoder's WordPiece vocabulary. Language models cut texts into
 * fewer, larger pieces, so it counts rather too many than too few. What WordPiece takes for one unknown piece, words of
 * more than 100 letters and signs outside the basic plane such as emoji, is counted by its length.
 */
export async function openTokenCounter(): Promise<(text: string) => number> {
  const definition = JSON.parse(await readFile(join(bundledEncoderFolder, "tokenizer.json"), "utf8"));
  const tokenizer = openTokenizer(definition);
  return (text) => tokenizer.encode(text).length + tokensOfUnknown(text);
}

function tokensOfUnknown(text: string): number {
  const longWords = text.match(/\S{101,}/g) ?? [];
  const rareSigns = text.match(/[\u{10000}-\u{10ffff}]/gu) ?? [];
  return longWords.reduce((sum, word) => sum + Math.ceil(Buffer.byteLength(word) / 2), 2 * rareSigns.length);
}
