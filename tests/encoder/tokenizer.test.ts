import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bundledEncoderFolder } from "../../src/encoder/bundled-encoder.ts";
import { openTokenizer } from "../../src/encoder/tokenizer.ts";
import expected from "./fixtures/expected.json" with { type: "json" };

const tokenizer = openTokenizer(
  JSON.parse(readFileSync(join(bundledEncoderFolder, "tokenizer.json"), "utf8")),
);

describe("the tokenizer", () => {
  // Reference ids: Python's tokenizers 0.23.3, see fixtures/make_fixtures.py.
  it.each(expected.tokens)("returns the ids of Python's tokenizers for $text", ({ text, ids }) => {
    expect([...tokenizer.before, ...tokenizer.encode(text), ...tokenizer.after]).toEqual(ids);
  });

  it("finds the special tokens around a sequence and the padding token", () => {
    expect(tokenizer).toMatchObject({ before: [101], after: [102], padding: 0 });
  });

  it("returns the same ids for words in a long text as in a short one", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(words, (given) => {
        const once = tokenizer.encode(given.join(" "));
        const copies = Math.ceil(20_000 / given.join(" ").length);
        const many = tokenizer.encode(Array.from({ length: copies }, () => given.join(" ")).join("\n"));
        expect(many).toEqual(Array.from({ length: copies }, () => once).flat());
      }),
      { numRuns: 5 },
    );
  });

  it.each(["", " ", "\0", "\u200b"])("returns no ids for %j", (text) => {
    expect(tokenizer.encode(text)).toEqual([]);
  });
});
