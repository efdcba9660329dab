import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundledEncoderFolder } from "../../src/encoder/bundled-encoder.ts";
import { charactersRead, firstTokens } from "../../src/encoder/text-tokens.ts";
import { openTokenizer, type TextTokenizer } from "../../src/encoder/tokenizer.ts";

const tokenizer = openTokenizer(
  JSON.parse(readFileSync(join(bundledEncoderFolder, "tokenizer.json"), "utf8")),
);

describe("the first tokens of a text", () => {
  it("are those of the whole text, up to the maximum", () => {
    const text = "Where is my parcel? It should have come on Monday. ".repeat(400);
    expect(firstTokens(tokenizer, text, 300)).toEqual(tokenizer.encode(text).slice(0, 300));
    expect(firstTokens(tokenizer, text, 1e9)).toEqual(tokenizer.encode(text));
  });

  it("are read from no more of the text than needed", () => {
    const given: number[] = [];
    const counting: TextTokenizer = {
      ...tokenizer,
      encode: (text, enough) => {
        given.push(text.length);
        return tokenizer.encode(text, enough);
      },
    };
    expect(charactersRead(counting, "word ".repeat(400_000), 1000)).toBeCloseTo(5000, -2);
    expect(given.reduce((sum, length) => sum + length, 0)).toBeLessThan(10_000);
  });

  it("include the words around an attachment in base64", () => {
    const attachment = randomBytes(200_000).toString("base64");
    const tokens = firstTokens(tokenizer, `Please refund me. ${attachment} Thank you.`, 4096);
    expect(tokens.length).toBeLessThan(60);
    expect(tokens.slice(-3)).toEqual(tokenizer.encode("Thank you."));
  });

  it("are those of the names of emoji that the vocabulary lacks", () => {
    expect(firstTokens(tokenizer, "great😍!", 100)).toEqual(
      tokenizer.encode("great smiling face with heart-eyes !"),
    );
    expect(firstTokens(tokenizer, "a♥ © 漢", 100)).toEqual(tokenizer.encode("a♥ © 漢"));
  });

  it("never split a surrogate pair", () => {
    const text = "😀".repeat(1_500_000);
    expect(() => firstTokens(tokenizer, `a${text}`, 10)).not.toThrow();
    expect(firstTokens(tokenizer, `${"漢".repeat(9000)}😀`, 1e9)).toHaveLength(9002);
  });
});

describe("the number of characters read", () => {
  it("is the text's length for a text that is read whole", () => {
    for (const text of ["", "How are you?", "word ".repeat(800)]) {
      expect(charactersRead(tokenizer, text, 4096)).toBe(text.length);
    }
  });

  it("does not count what is skipped of long runs", () => {
    expect(charactersRead(tokenizer, "a1".repeat(150_000), 4096)).toBe(32);
  });
});
