import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundledEncoderFolder } from "./bundled-encoder.ts";
import { openTokenizer } from "./tokenizer.ts";

/**
 * Opens a counter of tokens, which estimates the tokens of a language model with the bundled encoder's WordPiece
 * vocabulary. Language models use fewer, longer tokens, so the estimate is rather too high than too low. WordPiece makes
 * one unknown token of a word of more than 100 letters and of a character beyond the basic plane, such as an emoji; these
 * are counted by their length.
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
