import { describe, expect, it } from "vitest";
import { formGrams } from "../../src/words/form-grams.ts";
import { gramHashes } from "../../src/words/grams.ts";

describe("the form of a text", () => {
  it("is its first words, its capitals and numbers, and its length", () => {
    expect(formGrams("How many FIFA cups did Italy win by 2006?")).toEqual([
      "^how",
      "^how many",
      "^how many fifa",
      "capitalized 2",
      "capitals 1",
      "numbers 1",
      "length 7",
    ]);
  });

  it.each(["", "?!", "漢字", "a"])("exists for %j", (text) => {
    expect(formGrams(text).slice(-4)[0]).toBe("capitalized 0");
  });

  it("has no more than three of a count", () => {
    expect(formGrams("1 2 3 4 5")).toContain("numbers 3");
  });

  it("is not mixed up with the words of the text", () => {
    const words = new Set(gramHashes("capitals 0", "words"));
    expect(gramHashes("low", "form").some((hash) => words.has(hash))).toBe(false);
  });
});
