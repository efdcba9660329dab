import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openTokenizer } from "../../../src/encoder/tokenizer.ts";
import { tuningTokens } from "../../../src/tuning/loop/token-batch.ts";

const definition = readFileSync(join(import.meta.dirname, "../../../assets/encoder/tokenizer.json"), "utf8");
const tokenizer = openTokenizer(JSON.parse(definition));

it("tuningTokens gives the tokens of a text between the special tokens, as the encoder does", () => {
  expect(tuningTokens({ tokenizer }, "woof")).toEqual([
    ...tokenizer.before,
    ...tokenizer.encode("woof"),
    ...tokenizer.after,
  ]);
});

it("tuningTokens gives the first window of a long text", () => {
  const long = "the dog barks. ".repeat(500);
  const window = tokenizer.encode(long).slice(0, 256);
  expect(tuningTokens({ tokenizer }, long)).toEqual([...tokenizer.before, ...window, ...tokenizer.after]);
});
